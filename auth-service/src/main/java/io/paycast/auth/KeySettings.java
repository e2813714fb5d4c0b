package io.paycast.auth;

import static io.paycast.settings.SettingChecks.require;
import static io.paycast.settings.SettingChecks.requireBetween;

import io.paycast.auth.keys.KeyRotation;
import io.paycast.auth.keys.KeySeal;
import io.paycast.settings.Base64Key;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code paycast.auth.key-encryption-key} and {@code paycast.auth.keys.*}.
 *
 * @param keyEncryptionKey 32 bytes in Base64; they encrypt the signing keys in the database
 * @param keys the rotation of the signing keys
 */
@ConfigurationProperties("paycast.auth")
record KeySettings(@Nullable String keyEncryptionKey, @DefaultValue Rotation keys) {

    KeySettings {
        parse(keyEncryptionKey);
    }

    /**
     * The rotation of the signing keys.
     *
     * @param signFor the time for which a key signs
     * @param publishAhead the time for which a key is published before it signs
     * @see KeyRotation
     */
    record Rotation(
            @DefaultValue("30d") Duration signFor, @DefaultValue("1h") Duration publishAhead) {

        Rotation {
            requireBetween(
                    "paycast.auth.keys.publish-ahead",
                    publishAhead,
                    Duration.ofMinutes(10),
                    Duration.ofDays(30));
            require(
                    signFor.compareTo(publishAhead.multipliedBy(2)) >= 0,
                    "paycast.auth.keys.sign-for must be at least twice"
                            + " paycast.auth.keys.publish-ahead.");
        }
    }

    /** Returns the cipher of the signing keys. */
    KeySeal seal() {
        return new KeySeal(parse(keyEncryptionKey));
    }

    private static byte[] parse(@Nullable String base64) {
        return Base64Key.parse(
                "paycast.auth.key-encryption-key",
                base64,
                "Keep it: it encrypts the signing keys in the database.");
    }

    @Override
    public String toString() {
        return "KeySettings[" + keys + "]";
    }
}
