package io.paycast.auth.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals private keys before they reach the database: AES-256-GCM, bound to the key's id so that no
 * sealed key can be passed off as another. Thread-safe.
 */
public final class KeySeal {

    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    /**
     * @param base64 the setting {@code paycast.auth.key-encryption-key}
     * @throws IllegalArgumentException with a sentence that says what would do
     */
    public KeySeal(@Nullable String base64) {
        byte[] bytes;
        try {
            bytes = base64 == null ? new byte[0] : Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        if (bytes.length != 32) {
            throw new IllegalArgumentException(
                    "paycast.auth.key-encryption-key must be 32 bytes in base64, as"
                            + " \"openssl rand -base64 32\" prints, and stay the same; it seals the"
                            + " signing keys in the database.");
        }
        key = new SecretKeySpec(bytes, "AES");
    }

    byte[] seal(String kid, byte[] plain) {
        var iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, iv, kid).doFinal(plain);
            var ivAndCiphertext = Arrays.copyOf(iv, IV_BYTES + sealed.length);
            System.arraycopy(sealed, 0, ivAndCiphertext, IV_BYTES, sealed.length);
            return ivAndCiphertext;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks AES-GCM", e);
        }
    }

    byte[] open(String kid, byte[] sealed) {
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, IV_BYTES), kid)
                    .doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException(
                    "paycast.auth.key-encryption-key does not open the signing key "
                            + kid
                            + " in the database: set the one it was sealed with, or delete the rows"
                            + " of the table signing_keys to have new keys made, which ends every"
                            + " token.",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv, String kid) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(kid.getBytes(UTF_8));
        return cipher;
    }
}
