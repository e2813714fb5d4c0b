package io.paycast.gateway.cursor;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.apache.kafka.common.Uuid;

/**
 * Seals cursors, so that a client can neither read the shop's volume from them nor make one up.
 *
 * <p>A sealed cursor is URL-safe Base64 of a format byte, a synthetic initialization vector (IV) of
 * 16 bytes, and the encrypted content: a salt of 3 bytes and the next offset of each partition in 8
 * bytes. The IV is HMAC-SHA256 of the format, the topic id and the content, cut to 16 bytes; the
 * content is encrypted with AES-256 in counter mode under it. So no part of a sealed cursor counts
 * anything: adjacent cursors look as unrelated as distant ones, and all have one length. There is
 * no nonce to run out or to repeat. Two different contents get the same IV with a probability that
 * reaches 2^-32 after 2^48 cursors; then the two, and no others, would reveal their difference.
 *
 * <p>The salt makes each cursor of one position look different, because equal cursors would tell a
 * client that reconnects often when the shop's position moved.
 *
 * <p>Confined to one thread.
 */
public final class CursorSeal {

    /** How long a key must be, in bytes. */
    public static final int KEY_BYTES = 32;

    private static final byte FORMAT = 2;
    private static final int IV_BYTES = 16;
    private static final int SALT_BYTES = 3;
    private static final int HEADER_BYTES = 1 + IV_BYTES;
    private static final int MAX_PARTITIONS = 4_096;
    private static final int MAX_SEALED_CHARS =
            (HEADER_BYTES + SALT_BYTES + MAX_PARTITIONS * Long.BYTES) * 4 / 3 + 1;

    private final List<Suite> suites;
    private int salt = new SecureRandom().nextInt();

    private record Suite(Mac mac, Cipher cipher, CursorKeys.Subkeys keys) {

        static Suite of(CursorKeys.Subkeys keys) {
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(keys.authentication());
                return new Suite(mac, Cipher.getInstance("AES/CTR/NoPadding"), keys);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no HmacSHA256 or AES/CTR", e);
            }
        }

        /** The IV of a content of a topic. */
        byte[] iv(Uuid topicId, byte[] content) {
            var head = ByteBuffer.allocate(1 + 2 * Long.BYTES);
            head.put(FORMAT)
                    .putLong(topicId.getMostSignificantBits())
                    .putLong(topicId.getLeastSignificantBits());
            mac.update(head.array());
            return Arrays.copyOf(mac.doFinal(content), IV_BYTES);
        }

        /** Encrypts, or decrypts: in counter mode both are the same. */
        byte[] crypt(byte[] iv, byte[] content) {
            try {
                cipher.init(Cipher.ENCRYPT_MODE, keys.encryption(), new IvParameterSpec(iv));
                return cipher.doFinal(content);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a cursor could not be sealed or opened", e);
            }
        }
    }

    /** A seal with these keys. */
    public CursorSeal(CursorKeys keys) {
        this.suites = keys.all().stream().map(Suite::of).toList();
    }

    /** A seal with one key, of {@value #KEY_BYTES} bytes. */
    public CursorSeal(byte[] key) {
        this(new CursorKeys(key, null));
    }

    /** Seals a cursor. */
    public String seal(Cursor cursor) {
        var content = ByteBuffer.allocate(SALT_BYTES + cursor.partitions() * Long.BYTES);
        salt++;
        content.put((byte) (salt >> 16)).put((byte) (salt >> 8)).put((byte) salt);
        for (int partition = 0; partition < cursor.partitions(); partition++) {
            content.putLong(cursor.nextOffset(partition));
        }
        var suite = suites.getFirst();
        byte[] iv = suite.iv(cursor.topicId(), content.array());
        byte[] encrypted = suite.crypt(iv, content.array());
        var sealed = ByteBuffer.allocate(HEADER_BYTES + encrypted.length);
        sealed.put(FORMAT).put(iv).put(encrypted);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
    }

    /**
     * Opens a cursor; empty if none of the keys sealed it, or if it is of another topic.
     *
     * @param topicId the topic that it must be of
     */
    public Optional<Cursor> open(String sealed, Uuid topicId) {
        if (sealed.length() > MAX_SEALED_CHARS) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int offsetBytes = bytes.length - HEADER_BYTES - SALT_BYTES;
        if (offsetBytes < 0 || offsetBytes % Long.BYTES != 0 || bytes[0] != FORMAT) {
            return Optional.empty();
        }
        byte[] iv = Arrays.copyOfRange(bytes, 1, HEADER_BYTES);
        byte[] encrypted = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        for (var suite : suites) {
            byte[] content = suite.crypt(iv, encrypted);
            if (MessageDigest.isEqual(iv, suite.iv(topicId, content))) {
                return Optional.of(read(topicId, content));
            }
        }
        return Optional.empty();
    }

    private static Cursor read(Uuid topicId, byte[] content) {
        var offsets = new long[(content.length - SALT_BYTES) / Long.BYTES];
        ByteBuffer.wrap(content).position(SALT_BYTES).asLongBuffer().get(offsets);
        return new Cursor(topicId, offsets);
    }
}
