package io.paycast.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origin under which a client reached this service, as far as the request tells. A page of this
 * origin may always call the service. Immutable.
 */
public final class OwnOrigin {

    /** The origin of a request that names none; it equals no page's origin. */
    public static final OwnOrigin UNKNOWN = new OwnOrigin(null, null, -1);

    private static final Pattern AUTHORITY =
            Pattern.compile("([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

    private final @Nullable String scheme;
    private final @Nullable String host;

    /** -1 if the request names none. */
    private final int port;

    private OwnOrigin(@Nullable String scheme, @Nullable String host, int port) {
        this.scheme = scheme;
        this.host = host;
        this.port = port;
    }

    /**
     * Reads {@code Host}, and from a trusted proxy {@code X-Forwarded-Proto}, {@code -Host} and
     * {@code -Port} or {@code Forwarded}. Of several values, the first counts: the one of the proxy
     * nearest to the client. Without a proxy that tells the scheme, both http and https count.
     *
     * @param headers returns the values of a header, one for each line, in their order
     */
    public static OwnOrigin of(
            TrustedProxies proxies, InetAddress peer, Function<String, List<String>> headers) {
        var authority = first(headers.apply("Host"));
        String scheme = null;
        String port = null;
        if (proxies.contains(peer)) {
            var forwarded =
                    ForwardedHeader.parse(headers.apply("Forwarded")).orElse(List.of()).stream()
                            .findFirst();
            var forwardedHost = first(headers.apply("X-Forwarded-Host"));
            if (forwardedHost == null) {
                forwardedHost = forwarded.map(hop -> hop.get("host")).orElse(null);
            }
            scheme = first(headers.apply("X-Forwarded-Proto"));
            if (scheme == null) {
                scheme = forwarded.map(hop -> hop.get("proto")).orElse(null);
            }
            port = first(headers.apply("X-Forwarded-Port"));
            authority = forwardedHost == null ? authority : forwardedHost;
        }
        return of(scheme, authority, port);
    }

    private static OwnOrigin of(
            @Nullable String scheme, @Nullable String authority, @Nullable String port) {
        var matcher = AUTHORITY.matcher(authority == null ? "" : authority);
        if (!matcher.matches()) {
            return UNKNOWN;
        }
        var writtenPort = port == null ? matcher.group(2) : port;
        return new OwnOrigin(httpScheme(scheme), matcher.group(1), number(writtenPort));
    }

    /** Returns whether the value of {@code Origin} names this origin. */
    public boolean is(String origin) {
        return WebOrigin.parse(origin).filter(this::is).isPresent();
    }

    private boolean is(WebOrigin origin) {
        int defaultPort = WebOrigin.defaultPort(origin.scheme());
        return defaultPort > 0
                && origin.host().equals(host)
                && (scheme == null || scheme.equals(origin.scheme()))
                && origin.port() == (port < 0 ? defaultPort : port);
    }

    /** Some proxies name the scheme of a WebSocket. */
    private static @Nullable String httpScheme(@Nullable String scheme) {
        return switch (scheme) {
            case null -> null;
            case "ws" -> "http";
            case "wss" -> "https";
            default -> scheme;
        };
    }

    private static int number(@Nullable String port) {
        boolean valid = port != null && port.length() <= 5 && port.matches("[0-9]+");
        return valid ? Integer.parseInt(port) : -1;
    }

    private static @Nullable String first(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        var value = lines.getFirst().split(",", 2)[0].strip().toLowerCase(Locale.ROOT);
        return value.isEmpty() ? null : value;
    }
}
