package io.paycast.gateway.connect;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The origins whose pages may connect. A browser states a page's origin in {@code Origin}. Other
 * clients send none and are allowed, because they could send any. Immutable.
 */
final class Origins {

    private final List<Pattern> allowed;

    /**
     * Accepts patterns such as {@code https://*.shop.example}; {@code *} matches any characters.
     */
    Origins(List<String> patterns) {
        this.allowed = patterns.stream().map(Origins::pattern).toList();
    }

    /**
     * Whether a page may connect: its origin matches a pattern, or is the gateway's own host. A
     * request without an origin may connect.
     *
     * @param origin the request's {@code Origin}, if any
     * @param host the request's {@code Host}
     */
    boolean allow(@Nullable String origin, @Nullable String host) {
        if (origin == null || allowed.stream().anyMatch(p -> p.matcher(origin).matches())) {
            return true;
        }
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Pattern pattern(String text) {
        var regex =
                Stream.of(text.strip().split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
