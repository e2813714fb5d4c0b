package io.paycast.settings;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads settings that hold an AES-256 key. */
public final class Base64Key {

    private static final int KEY_BYTES = 32;

    private Base64Key() {}

    /**
     * Decodes a key. White space around it is ignored.
     *
     * @param setting the setting's full name
     * @param base64 the setting's value, which no message repeats; null if it is missing
     * @param advice what to do with the key, as one sentence, such as {@code Set the same key on
     *     every gateway.}
     * @return 32 bytes
     * @throws InvalidSettingException if the value is missing or not 32 bytes in Base64
     */
    public static byte[] parse(String setting, @Nullable String base64, String advice) {
        if (base64 == null || base64.isBlank()) {
            throw invalid(setting, "is missing", advice);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw invalid(setting, "is not Base64", advice);
        }
        if (key.length != KEY_BYTES) {
            throw invalid(setting, "has " + key.length + " bytes", advice);
        }
        return key;
    }

    private static InvalidSettingException invalid(String setting, String reason, String advice) {
        return new InvalidSettingException(
                ("%s must be a key of 32 bytes in Base64, but %s. Create one with \"openssl rand"
                                + " -base64 32\". %s")
                        .formatted(setting, reason, advice));
    }
}
