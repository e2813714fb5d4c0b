package io.paycast.net;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The origins whose pages may call a service: patterns such as {@code https://*.shop.example},
 * {@code http://localhost:*}, or {@code *} for all. A default port may be written or left out, and
 * a trailing slash is ignored. Immutable.
 */
public final class AllowedOrigins {

    private static final String ANY = "*";
    private static final Pattern SYNTAX =
            Pattern.compile(
                    "(\\*|[a-z][a-z0-9+.-]*)://([a-z0-9._*-]+|\\[[0-9a-f:.]+])"
                            + "(?::([0-9]{1,5}|\\*))?/?");

    private final List<OriginPattern> patterns;
    private final boolean any;

    private record OriginPattern(String scheme, Pattern host, String port) {

        boolean matches(WebOrigin origin) {
            return (scheme.equals(ANY) || scheme.equals(origin.scheme()))
                    && host.matcher(origin.host()).matches()
                    && matchesPort(origin);
        }

        private boolean matchesPort(WebOrigin origin) {
            return switch (port) {
                case ANY -> true;
                case "" -> origin.port() == WebOrigin.defaultPort(origin.scheme());
                default -> origin.port() == Integer.parseInt(port);
            };
        }
    }

    /**
     * @throws IllegalArgumentException if a pattern cannot match an origin; the message is a
     *     sentence without its full stop, to follow the name of a setting
     */
    public AllowedOrigins(List<String> patterns) {
        this.any = patterns.stream().map(String::strip).anyMatch(ANY::equals);
        this.patterns =
                patterns.stream()
                        .map(String::strip)
                        .filter(text -> !text.equals(ANY))
                        .map(AllowedOrigins::pattern)
                        .toList();
    }

    /** Returns whether no origin is listed. */
    public boolean isEmpty() {
        return patterns.isEmpty() && !any;
    }

    /** Returns whether every origin is allowed. */
    public boolean allowsAll() {
        return any;
    }

    /** Returns whether the value of {@code Origin} is listed. */
    public boolean allows(String origin) {
        return any
                || WebOrigin.parse(origin)
                        .filter(parsed -> patterns.stream().anyMatch(p -> p.matches(parsed)))
                        .isPresent();
    }

    private static OriginPattern pattern(String text) {
        var matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    ("\"%s\" is not an origin such as https://shop.example, https://*.shop.example or"
                                    + " http://localhost:*; it must have a scheme and no path")
                            .formatted(text));
        }
        var port = matcher.group(3);
        if (port != null && !port.equals(ANY) && !isPort(Integer.parseInt(port))) {
            throw new IllegalArgumentException(
                    "\"%s\" must have a port of 1 to 65535".formatted(text));
        }
        return new OriginPattern(
                matcher.group(1), hostPattern(matcher.group(2)), port == null ? "" : port);
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }

    private static Pattern hostPattern(String host) {
        return Pattern.compile(
                Stream.of(host.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }
}
