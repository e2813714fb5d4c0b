package io.paycast.http;

import java.net.Inet6Address;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request target and the {@code Host} of a request (RFC 9112, section 3.2). The result
 * has the form that endpoints expect: a path with an optional query.
 */
final class RequestTarget {

    private static final String NEEDS_ENCODING = "\"<>\\^`{|}";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String REG_NAME = "-._~!$&'()*+,;=";
    private static final int MAX_PORT = 65_535;

    private RequestTarget() {}

    /** The result of reading a target. */
    sealed interface Result {

        /**
         * A path with an optional query.
         *
         * @param uri the target as sent, or changed so that it is a valid path
         * @param host what replaces {@code Host}, such as the host of an absolute target; null if
         *     {@code Host} stays
         */
        record Path(String uri, @Nullable String host) implements Result {}

        /** {@code OPTIONS *}: the server as a whole. */
        record WholeServer() implements Result {}

        record Invalid(RequestRefusal refusal) implements Result {}
    }

    /**
     * Reads a target.
     *
     * @param needsHost whether the version of the request requires a {@code Host}
     * @param hosts the values of {@code Host}, one for each line
     */
    static Result read(String method, String target, boolean needsHost, List<String> hosts) {
        if (hosts.size() > 1
                || (hosts.isEmpty() && needsHost)
                || (!hosts.isEmpty() && !isAuthority(hosts.getFirst()))) {
            return new Result.Invalid(RequestRefusal.HOST);
        }
        if (method.equals("CONNECT")) {
            return new Result.Invalid(RequestRefusal.METHOD);
        }
        if (target.startsWith("/")) {
            boolean hasEmptyPort = !hosts.isEmpty() && hosts.getFirst().endsWith(":");
            return path(target, hasEmptyPort ? withoutEmptyPort(hosts.getFirst()) : null);
        }
        boolean isOptions = method.equals("OPTIONS");
        if (target.equals("*")) {
            return isOptions ? new Result.WholeServer() : new Result.Invalid(RequestRefusal.TARGET);
        }
        return absolute(target, isOptions);
    }

    private static Result absolute(String target, boolean isOptions) {
        int start =
                target.regionMatches(true, 0, "http://", 0, 7)
                        ? 7
                        : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
        if (start < 0) {
            return new Result.Invalid(RequestRefusal.TARGET);
        }
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        var host = target.substring(start, end);
        var rest = target.substring(end);
        if (!isAuthority(host)) {
            return new Result.Invalid(RequestRefusal.TARGET);
        }
        if (rest.isEmpty() && isOptions) {
            return new Result.WholeServer();
        }
        return path(rest.startsWith("/") ? rest : "/" + rest, withoutEmptyPort(host));
    }

    /** {@code host:} is valid and means {@code host}, but not all parsers know that. */
    private static String withoutEmptyPort(String host) {
        return host.endsWith(":") ? host.substring(0, host.length() - 1) : host;
    }

    /**
     * Checks a path and encodes the characters that browsers leave as they are, although RFC 3986
     * does not allow them.
     */
    private static Result path(String path, @Nullable String host) {
        StringBuilder encoded = null;
        boolean inQuery = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || (c == '%' && !isEscape(path, i))) {
                return new Result.Invalid(RequestRefusal.TARGET);
            }
            inQuery |= c == '?';
            if (NEEDS_ENCODING.indexOf(c) >= 0 || (!inQuery && (c == '[' || c == ']'))) {
                if (encoded == null) {
                    encoded = new StringBuilder(path.length() + 16).append(path, 0, i);
                }
                // no formatter: a stranger's request line may have thousands of them
                HEX.toHexDigits(encoded.append('%'), (byte) c);
            } else if (encoded != null) {
                encoded.append(c);
            }
        }
        return new Result.Path(encoded == null ? path : encoded.toString(), host);
    }

    private static boolean isEscape(String text, int percent) {
        return percent + 2 < text.length()
                && isHexDigit(text.charAt(percent + 1))
                && isHexDigit(text.charAt(percent + 2));
    }

    /** Whether a text is a host with an optional port (RFC 3986, section 3.2), without a user. */
    static boolean isAuthority(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        if (end < 0) {
            end = text.length();
        }
        boolean isHost =
                text.startsWith("[")
                        ? end > 0 && isIpv6(text.substring(1, end - 1))
                        : end > 0 && isRegName(text, end);
        return isHost && (end == text.length() || isPort(text, end));
    }

    private static boolean isRegName(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean allowed =
                    isLetterOrDigit(c)
                            || REG_NAME.indexOf(c) >= 0
                            || (c == '%' && isEscape(text, i) && i + 2 < end);
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        if (!text.chars().allMatch(c -> isHexDigit((char) c) || c == ':' || c == '.')) {
            return false;
        }
        try {
            var _ = Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A port may be empty. */
    private static boolean isPort(String text, int colon) {
        if (text.charAt(colon) != ':') {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = 10 * port + c - '0';
            if (port > MAX_PORT) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isHexDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
