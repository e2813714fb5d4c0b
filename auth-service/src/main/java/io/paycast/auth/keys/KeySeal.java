package io.paycast.auth.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.settings.InvalidSettingException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts private keys before they reach the database, with AES-256-GCM. The ciphertext is bound
 * to the key's id, so that a sealed key cannot be stored under another id. Thread-safe.
 */
public final class KeySeal {

    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    /**
     * @param key 32 bytes, the setting {@code paycast.auth.key-encryption-key}
     */
    public KeySeal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
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
            throw new IllegalStateException("AES-GCM is unavailable in this Java runtime", e);
        }
    }

    /**
     * Decrypts a key.
     *
     * @throws InvalidSettingException if it was sealed with another key or under another id
     */
    byte[] open(String kid, byte[] sealed) {
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, IV_BYTES), kid)
                    .doFinal(sealed, IV_BYTES, sealed.length - IV_BYTES);
        } catch (AEADBadTagException e) {
            throw new InvalidSettingException(
                    ("paycast.auth.key-encryption-key does not decrypt the signing key %s in the"
                                    + " database. Set the key that encrypted it, or delete the rows"
                                    + " of the table signing_keys to create new signing keys, which"
                                    + " invalidates every token.")
                            .formatted(kid));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is unavailable in this Java runtime", e);
        }
    }

    private Cipher cipher(int mode, byte[] iv, String kid) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(kid.getBytes(UTF_8));
        return cipher;
    }
}
