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
 * Where other gateways reach this one over HTTP. Unless the settings say it, that is the address
 * that it listens on, or where it listens on all, the one by which it reaches the broker: its host
 * name often means itself only, and other gateways use the same broker.
 */
public final class AdvertisedAddress {

    private AdvertisedAddress() {}

    /**
     * Finds it out; this may ask the name service.
     *
     * @param bindAddress what the server listens on, or null for all
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
            throw new IllegalStateException("an address is a host", e);
        }
    }

    private static InetAddress towards(List<String> bootstrapServers) {
        for (var server : bootstrapServers) {
            int colon = server.lastIndexOf(':');
            var host = colon < 0 ? server : server.substring(0, colon);
            try (var socket = new DatagramSocket()) {
                // sends nothing; it has the system choose the way, and with it the address
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), 9));
                if (!socket.getLocalAddress().isAnyLocalAddress()) {
                    return socket.getLocalAddress();
                }
            } catch (IOException e) {
                // perhaps by the next one
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
