package io.paycast.bench.wire;

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

    /** Whether the address is on the loopback interface. */
    public boolean isLoopback() {
        var host = address.getAddress();
        return host != null && host.isLoopbackAddress();
    }
}
