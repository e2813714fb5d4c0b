package io.paycast.bench.wire;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP address, resolved once.
 *
 * @param tls null for {@code http}
 */
public record Endpoint(URI uri, InetSocketAddress address, @Nullable SslContext tls) {

    private static final int SOCKETS_PER_ADDRESS = 9_000;

    public static Endpoint of(URI uri) {
        boolean https = "https".equals(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : https ? 443 : 80;
        try {
            return new Endpoint(
                    uri,
                    new InetSocketAddress(uri.getHost(), port),
                    https ? SslContextBuilder.forClient().build() : null);
        } catch (SSLException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }

    /** Adds TLS to a channel if the address needs it. */
    void secure(Channel channel) {
        if (tls != null) {
            var handler =
                    tls.newHandler(channel.alloc(), address.getHostString(), address.getPort());
            channel.pipeline().addLast(handler);
        }
    }

    /**
     * How many loopback addresses this number of sockets must come from; 0 for any. A gateway
     * accepts 10,000 sockets from one address, and one address has 28,000 ports.
     */
    public int sourcesFor(int sockets) {
        var host = address.getAddress();
        boolean loopback = host != null && host.isLoopbackAddress();
        return loopback && sockets > SOCKETS_PER_ADDRESS
                ? Math.ceilDiv(sockets, SOCKETS_PER_ADDRESS)
                : 0;
    }
}
