package io.paycast.net;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses the address of one hop in {@code X-Forwarded-For} or {@code Forwarded}. */
final class HopAddress {

    private static final String PORT = "(?::(?:\\d{1,5}|_[\\w.-]+))?";
    private static final String IPV6_CHARS = "([0-9A-Fa-f:.]+)(?:%[\\w.-]+)?";

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})" + PORT);

    /** A zone such as {@code %eth0} is ignored. */
    private static final Pattern IPV6 = Pattern.compile(IPV6_CHARS);

    private static final Pattern BRACKETED_IPV6 = Pattern.compile("\\[" + IPV6_CHARS + "]" + PORT);

    private HopAddress() {}

    /**
     * Parses an address with or without a port, such as {@code 203.0.113.7:51008}, {@code
     * 2001:db8::7} or {@code [2001:db8::7]:443}. Names are refused without a lookup.
     *
     * @return empty if the text is anything else, such as {@code unknown} or {@code _hidden}
     */
    static Optional<InetAddress> parse(String text) {
        var ipv4 = IPV4.matcher(text);
        if (ipv4.matches()) {
            return literal(ipv4.group(1));
        }
        var ipv6 = (text.startsWith("[") ? BRACKETED_IPV6 : IPV6).matcher(text);
        return ipv6.matches() && ipv6.group(1).indexOf(':') >= 0
                ? literal(ipv6.group(1))
                : Optional.empty();
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
