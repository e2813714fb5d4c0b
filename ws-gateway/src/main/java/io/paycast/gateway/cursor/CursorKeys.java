package io.paycast.gateway.cursor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the cursors: the first seals, and each of them opens. With two keys at once, the key
 * can be rotated and no client loses its position. Immutable.
 */
public final class CursorKeys {

    private final List<Subkeys> all;

    /**
     * What HKDF-SHA256 derives from one key.
     *
     * @param authentication the key of HMAC-SHA256
     * @param encryption the key of AES-256
     */
    record Subkeys(SecretKey authentication, SecretKey encryption) {}

    /**
     * @param current the key that seals, {@value CursorSeal#KEY_BYTES} bytes
     * @param previous a key that only opens, {@value CursorSeal#KEY_BYTES} bytes; null for none
     */
    public CursorKeys(byte[] current, byte @Nullable [] previous) {
        this.all =
                previous == null
                        ? List.of(derive(current))
                        : List.of(derive(current), derive(previous));
    }

    /** The key that seals. */
    Subkeys current() {
        return all.getFirst();
    }

    /** The keys that open, the one that seals first. */
    List<Subkeys> all() {
        return all;
    }

    private static Subkeys derive(byte[] key) {
        return new Subkeys(
                derive(key, "HmacSHA256", "paycast cursor authentication"),
                derive(key, "AES", "paycast cursor encryption"));
    }

    private static SecretKey derive(byte[] key, String algorithm, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key)
                                    .thenExpand(purpose.getBytes(UTF_8), CursorSeal.KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", e);
        }
    }
}
