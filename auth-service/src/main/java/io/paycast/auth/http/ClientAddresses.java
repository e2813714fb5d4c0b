package io.paycast.auth.http;

import io.paycast.net.ClientAddress;
import io.paycast.net.TrustedProxies;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Determines the client's address of a request. Thread-safe. */
public final class ClientAddresses {

    private final TrustedProxies proxies;

    /**
     * @param proxies the proxies whose forwarding headers count
     */
    public ClientAddresses(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** Returns the client's address; only a trusted proxy can override the peer's. */
    public ClientAddress of(ServerRequest request) {
        var peer =
                request.remoteAddress()
                        .flatMap(address -> Optional.ofNullable(address.getAddress()))
                        .orElseGet(() -> new InetSocketAddress("0.0.0.0", 0).getAddress());
        return proxies.clientOf(peer, request.headers()::header);
    }
}
