package io.paycast.bench.sockets;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * An address to connect to, resolved once.
 *
 * @param tls what to encrypt with, where it is {@code https}
 */
public record Endpoint(URI uri, InetSocketAddress address, @Nullable SslContext tls) {

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

    /** Whether it is on this machine, by its loopback interface. */
    public boolean isLoopback() {
        var host = address.getAddress();
        return host != null && host.isLoopbackAddress();
    }
}
