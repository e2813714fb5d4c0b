package io.paycast.net;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The origin of a page (RFC 6454), in lower case.
 *
 * @param port the port; the scheme's default if the origin names none, or -1 if there is no default
 */
record WebOrigin(String scheme, String host, int port) {

    private static final Pattern SYNTAX =
            Pattern.compile(
                    "([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

    /**
     * More than the longest host name (253 characters) with a scheme and a port. A pattern with
     * several wildcards takes time that grows with the square of the length or faster.
     */
    private static final int MAX_CHARS = 300;

    /** Parses the value of {@code Origin}; empty if it is not one origin, such as {@code null}. */
    static Optional<WebOrigin> parse(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        var matcher = SYNTAX.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var scheme = matcher.group(1);
        var port = matcher.group(3);
        return Optional.of(
                new WebOrigin(
                        scheme,
                        matcher.group(2),
                        port == null ? defaultPort(scheme) : Integer.parseInt(port)));
    }

    /** Returns the default port of a scheme; -1 if it has none. */
    static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }
}
