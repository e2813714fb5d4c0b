package io.paycast.gateway.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The grammar of the headers of an opening handshake (RFC 6455, sections 4.3 and 9.1). */
final class HandshakeSyntax {

    private static final String TOKEN_CHAR = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
    private static final Pattern TOKEN = Pattern.compile(TOKEN_CHAR + "+");

    /**
     * A quoted value must be a token too, so that a comma always separates two extensions. The
     * possessive quantifier ({@code *+}) keeps the matcher from recursing for each parameter.
     */
    private static final Pattern EXTENSION =
            Pattern.compile(
                    "T+(?:S;ST+(?:S=S(?:T+|\"(?:\\\\?T)++\"))?)*+"
                            .replace("T", TOKEN_CHAR)
                            .replace("S", "[ \\t]*"));

    /** 16 bytes in Base64, with padding. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private HandshakeSyntax() {}

    /** Whether a {@code Sec-WebSocket-Key} is 16 bytes in Base64. */
    static boolean isKey(String key) {
        return KEY.matcher(key).matches();
    }

    /** Whether headers that may be absent list at least one token, and nothing else. */
    static boolean isTokenList(List<String> headers) {
        return isListOf(TOKEN, headers);
    }

    /** Whether headers that may be absent list at least one extension, and nothing else. */
    static boolean isExtensionList(List<String> headers) {
        return isListOf(EXTENSION, headers);
    }

    /** The elements of a list in one or several headers. Empty elements do not count. */
    static List<String> elements(List<String> headers) {
        var elements = new ArrayList<String>();
        for (var header : headers) {
            for (var element : header.split(",", -1)) {
                var stripped = element.strip();
                if (!stripped.isEmpty()) {
                    elements.add(stripped);
                }
            }
        }
        return elements;
    }

    private static boolean isListOf(Pattern pattern, List<String> headers) {
        var elements = elements(headers);
        return headers.isEmpty()
                || (!elements.isEmpty()
                        && elements.stream()
                                .allMatch(element -> pattern.matcher(element).matches()));
    }
}
