package io.paycast.gateway.cluster;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address at which other gateways reach this one over HTTP: the setting, else the address that
 * the server listens on, else the local address that reaches the broker. The host name would often
 * resolve to the machine itself only, while every gateway reaches the same broker.
 */
public final class AdvertisedAddress {

    private AdvertisedAddress() {}

    /**
     * Determines the address. It may query the name service.
     *
     * @param bindAddress the address that the server listens on, or null for all
     */
    public static URI of(
            @Nullable URI setting,
            @Nullable InetAddress bindAddress,
            List<String> bootstrapServers,
            boolean tls,
            int port) {
        if (setting != null) {
            return setting;
        }
        var host =
                bindAddress == null || bindAddress.isAnyLocalAddress()
                        ? towards(bootstrapServers)
                        : bindAddress;
        try {
            return new URI(tls ? "https" : "http", null, literal(host), port, null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("An IP address is not a valid host.", e);
        }
    }

    private static InetAddress towards(List<String> bootstrapServers) {
        for (var server : bootstrapServers) {
            int colon = server.lastIndexOf(':');
            var host = colon < 0 ? server : server.substring(0, colon);
            try (var socket = new DatagramSocket()) {
                // This sends nothing. The operating system chooses the route and so the address.
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), 9));
                if (!socket.getLocalAddress().isAnyLocalAddress()) {
                    return socket.getLocalAddress();
                }
            } catch (IOException e) {
                // The next broker may be reachable.
            }
        }
        return InetAddress.getLoopbackAddress();
    }

    private static String literal(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
