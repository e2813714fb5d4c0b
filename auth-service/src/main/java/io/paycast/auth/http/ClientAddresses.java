package io.paycast.auth.http;

import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Tells which address a request came from. */
public final class ClientAddresses {

    private final TrustedProxies proxies;

    /**
     * @param proxies whose word on forwarded addresses counts
     */
    public ClientAddresses(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The client's address, which nobody but a trusted proxy can choose. */
    public InetAddress of(ServerRequest request) {
        var peer =
                request.remoteAddress()
                        .flatMap(address -> Optional.ofNullable(address.getAddress()))
                        .orElseGet(() -> new InetSocketAddress("0.0.0.0", 0).getAddress());
        var hops = request.headers().header("X-Forwarded-For");
        return proxies.clientOf(peer, hops.isEmpty() ? null : String.join(",", hops));
    }
}
