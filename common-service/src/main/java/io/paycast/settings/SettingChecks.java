package io.paycast.settings;

import io.paycast.net.AllowedHosts;
import io.paycast.net.AllowedOrigins;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.util.unit.DataSize;

/**
 * Validates settings. Each check throws an {@link InvalidSettingException} such as {@code
 * paycast.gateway.max-message must be 1KB to 16MB, but is 20MB.}
 *
 * <p>Every {@code setting} is the full name, such as {@code paycast.gateway.max-message}.
 */
public final class SettingChecks {

    private SettingChecks() {}

    /**
     * Requires a condition.
     *
     * @param message the sentence to report; see {@link InvalidSettingException}
     */
    public static void require(boolean valid, String message) {
        if (!valid) {
            throw new InvalidSettingException(message);
        }
    }

    /** Requires a number of {@code min} to {@code max}, inclusive. */
    public static void requireBetween(String setting, int value, int min, int max) {
        requireBetween(setting, value, min, max, number -> Integer.toString(number));
    }

    /** Requires a duration of {@code min} to {@code max}, inclusive. */
    public static void requireBetween(String setting, Duration value, Duration min, Duration max) {
        requireBetween(setting, value, min, max, SettingFormat::text);
    }

    /** Requires a size of {@code min} to {@code max}, inclusive. */
    public static void requireBetween(String setting, DataSize value, DataSize min, DataSize max) {
        requireBetween(setting, value, min, max, SettingFormat::text);
    }

    /** Requires a number of 1 or more. */
    public static void requirePositive(String setting, int value) {
        require(value > 0, "%s must be 1 or more, but is %d.".formatted(setting, value));
    }

    /** Requires a duration of more than zero. */
    public static void requirePositive(String setting, Duration value) {
        require(
                value.isPositive(),
                "%s must be more than 0s, such as 10s, but is %s."
                        .formatted(setting, SettingFormat.text(value)));
    }

    /** Requires patterns of origins; see {@link AllowedOrigins}. */
    public static void requireOrigins(String setting, List<String> patterns) {
        try {
            var _ = new AllowedOrigins(patterns);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(setting + " is invalid: " + e.getMessage() + ".");
        }
    }

    /** Requires hosts; see {@link AllowedHosts}. */
    public static void requireHosts(String setting, List<String> hosts) {
        try {
            var _ = new AllowedHosts(hosts);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(setting + " is invalid: " + e.getMessage() + ".");
        }
    }

    private static <T extends Comparable<T>> void requireBetween(
            String setting, T value, T min, T max, Function<T, String> text) {
        require(
                value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
                "%s must be %s to %s, but is %s."
                        .formatted(setting, text.apply(min), text.apply(max), text.apply(value)));
    }
}
