package io.paycast.net;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts by which a server may be addressed: names such as {@code pay.example}, {@code
 * *.shop.example} for all names below one, or {@code *} for every host. Immutable.
 *
 * <p>The owner of a name decides where it points. A page of {@code evil.example} can let its own
 * name point to 127.0.0.1, and its requests to a server there then count as its own origin's (DNS
 * rebinding). So a server on a developer's machine accepts its own names only. Nobody can redirect
 * an IP address or {@code localhost} (RFC 6761, section 6.3), so both are always accepted.
 */
public final class AllowedHosts {

    private static final String ANY = "*";
    private static final String BELOW = "*.";
    private static final String LOCALHOST = "localhost";
    private static final Pattern NAME = Pattern.compile("(\\*\\.)?[a-z0-9._-]+");

    private final List<String> names;

    /**
     * @throws IllegalArgumentException if a name is invalid; the message is a sentence without its
     *     full stop, to follow the name of a setting
     */
    public AllowedHosts(List<String> names) {
        this.names = names.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
        for (var name : this.names) {
            if (!name.equals(ANY) && !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is not a host such as pay.example or *.shop.example; it must have no scheme and no port"
                                .formatted(name));
            }
        }
    }

    /** Returns whether a valid value of {@code Host}, with or without a port, is accepted. */
    public boolean allows(String authority) {
        return names.contains(ANY) || authority.startsWith("[") || allowsName(name(authority));
    }

    private boolean allowsName(String name) {
        return isLocalhost(name)
                || names.stream().anyMatch(it -> matches(it, name))
                || IpAddresses.isLiteral(name);
    }

    /** The host without its port and the final dot of the root, in lower case. */
    private static String name(String authority) {
        int colon = authority.indexOf(':');
        var host = colon < 0 ? authority : authority.substring(0, colon);
        var name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isLocalhost(String name) {
        return name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    private static boolean matches(String pattern, String name) {
        return pattern.startsWith(BELOW)
                ? name.length() >= pattern.length()
                        && name.endsWith(pattern.substring(ANY.length()))
                : name.equals(pattern);
    }
}
