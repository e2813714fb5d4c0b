package io.paycast.gateway.connect;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect. A browser says in {@code Origin} whose page it is; what is no browser
 * sends none and is let through, since it could send any.
 */
final class Origins {

    private final List<Pattern> allowed;

    /** Patterns such as {@code https://*.shop.example}; {@code *} stands for any characters. */
    Origins(List<String> patterns) {
        this.allowed = patterns.stream().map(Origins::pattern).toList();
    }

    /**
     * Whether a page may connect: its origin is listed, or it is of the gateway's own host.
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
