package io.paycast.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Parses the {@code Forwarded} header (RFC 7239). A header with any syntax error is refused as a
 * whole: a client could otherwise open a quoted string that hides what the next proxy appends.
 */
final class ForwardedHeader {

    private final String text;
    private int position;

    private ForwardedHeader(String text) {
        this.text = text;
    }

    /**
     * Parses the values of all header lines, nearest hop last.
     *
     * @return the parameters of each hop, with names in lower case; empty if the header is invalid
     */
    static Optional<List<Map<String, String>>> parse(List<String> lines) {
        var hops = new ArrayList<Map<String, String>>();
        for (var line : lines) {
            if (!new ForwardedHeader(line).readHops(hops)) {
                return Optional.empty();
            }
        }
        return Optional.of(hops);
    }

    private boolean readHops(List<Map<String, String>> hops) {
        while (true) {
            var hop = new HashMap<String, String>();
            do {
                skipSpace();
                if (!readPair(hop)) {
                    return false;
                }
                skipSpace();
            } while (skip(';'));
            if (!hop.isEmpty()) {
                hops.add(hop);
            }
            if (position == text.length()) {
                return true;
            }
            if (!skip(',')) {
                return false;
            }
        }
    }

    /** Reads one parameter, or none at a separator. */
    private boolean readPair(Map<String, String> hop) {
        var name = readToken();
        if (name.isEmpty()) {
            return position == text.length() || ",;".indexOf(text.charAt(position)) >= 0;
        }
        if (!skip('=')) {
            return false;
        }
        var value = skip('"') ? readQuoted() : Optional.of(readToken());
        return value.isPresent()
                && hop.putIfAbsent(name.toLowerCase(Locale.ROOT), value.get()) == null;
    }

    /** Also accepts the colon and brackets of an unquoted address, as some proxies write it. */
    private String readToken() {
        int start = position;
        while (position < text.length() && isTokenChar(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private Optional<String> readQuoted() {
        var value = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return Optional.of(value.toString());
            }
            if (c == '\\') {
                if (position == text.length()) {
                    return Optional.empty();
                }
                c = text.charAt(position++);
            }
            value.append(c);
        }
        return Optional.empty();
    }

    private void skipSpace() {
        while (position < text.length() && " \t".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private boolean skip(char expected) {
        boolean found = position < text.length() && text.charAt(position) == expected;
        if (found) {
            position++;
        }
        return found;
    }

    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 0x7f && "\"(),/;<=>?@\\{}".indexOf(c) < 0;
    }
}
