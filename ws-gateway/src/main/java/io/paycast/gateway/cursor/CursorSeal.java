package io.paycast.gateway.cursor;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.Uuid;

/**
 * Encrypts cursors, so that a client can neither read the shop's volume from one nor forge one:
 * AES-256-GCM with a key that all gateways share, in URL-safe Base64.
 *
 * <p>Sealed: 12 bytes of nonce, the text, 16 bytes of tag. Text: a version byte, 16 bytes of topic
 * id, then for each partition its next offset as a varint. A nonce is 8 random bytes of this object
 * and a counter, so that no nonce is used twice with one key.
 *
 * <p>Confined to one thread.
 */
public final class CursorSeal {

    /** The length of the key in bytes. */
    public static final int KEY_BYTES = 32;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MAX_PARTITIONS = 4_096;
    private static final int MAX_SEALED_CHARS = 8_192;

    private final SecretKey key;
    private final Cipher cipher;
    private long noncePrefix = new SecureRandom().nextLong();
    private int nonceCount;

    /**
     * @param key {@value #KEY_BYTES} bytes
     */
    public CursorSeal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no AES-GCM.", e);
        }
    }

    /** Seals a cursor. */
    public String seal(Cursor cursor) {
        var text = ByteBuffer.allocate(1 + 2 * Long.BYTES + cursor.partitions() * 10);
        text.put(VERSION)
                .putLong(cursor.topicId().getMostSignificantBits())
                .putLong(cursor.topicId().getLeastSignificantBits());
        for (int partition = 0; partition < cursor.partitions(); partition++) {
            putVarint(text, cursor.nextOffset(partition));
        }
        byte[] nonce = nextNonce();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            var sealed = ByteBuffer.allocate(NONCE_BYTES + text.position() + TAG_BITS / Byte.SIZE);
            sealed.put(nonce);
            cipher.doFinal(text.flip(), sealed);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The cursor cannot be sealed.", e);
        }
    }

    /** Opens a sealed cursor; empty unless it was sealed with this key. */
    public Optional<Cursor> open(String sealed) {
        if (sealed.length() > MAX_SEALED_CHARS) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(sealed);
            if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
                return Optional.empty();
            }
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(TAG_BITS, bytes, 0, NONCE_BYTES));
            return read(
                    ByteBuffer.wrap(
                            cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES)));
        } catch (IllegalArgumentException | AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The cursor cannot be opened.", e);
        }
    }

    private static Optional<Cursor> read(ByteBuffer text) {
        if (text.remaining() < 1 + 2 * Long.BYTES || text.get() != VERSION) {
            return Optional.empty();
        }
        var topicId = new Uuid(text.getLong(), text.getLong());
        var offsets = new long[MAX_PARTITIONS];
        int partitions = 0;
        while (text.hasRemaining()) {
            offsets[partitions++] = varint(text);
        }
        return Optional.of(new Cursor(topicId, Arrays.copyOf(offsets, partitions)));
    }

    private byte[] nextNonce() {
        if (++nonceCount == 0) {
            noncePrefix = new SecureRandom().nextLong();
        }
        return ByteBuffer.allocate(NONCE_BYTES).putLong(noncePrefix).putInt(nonceCount).array();
    }

    private static void putVarint(ByteBuffer to, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
