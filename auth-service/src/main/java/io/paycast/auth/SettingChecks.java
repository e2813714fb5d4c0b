package io.paycast.auth;

import io.paycast.auth.users.Username;
import java.net.URI;
import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/** Stops the start over a wrong setting, with a sentence that says which, and what would do. */
final class SettingChecks {

    private SettingChecks() {}

    static Username usernameSetting(String setting, String name) {
        return Username.parse(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "paycast.auth.%s is no user name. %s"
                                        .formatted(setting, Username.RULE)));
    }

    static void checkSetting(String setting, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "paycast.auth.%s will not do: %s".formatted(setting, e.getMessage()), e);
        }
    }

    static boolean isBaseUrl(String issuer) {
        try {
            var uri = URI.create(issuer);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && !issuer.endsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void requireBetween(String name, Duration value, String least, String most) {
        var style = DurationStyle.SIMPLE;
        requireThat(
                value.compareTo(style.parse(least)) >= 0 && value.compareTo(style.parse(most)) <= 0,
                "paycast.auth.%s must be from %s to %s.".formatted(name, least, most));
    }

    static void requireBetween(String name, int value, int least, int most) {
        requireThat(
                value >= least && value <= most,
                "paycast.auth.%s must be from %d to %d.".formatted(name, least, most));
    }

    static void requireThat(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
