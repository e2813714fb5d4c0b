package io.paycast.ingest.webhook;

import java.net.InetAddress;
import java.time.Instant;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request that was let in.
 *
 * @param merchantCode whose secret it brought
 * @param receivedAt when its headers were read
 * @param startNanos the same, on the clock that latency is measured with
 */
record Delivery(
        ServerWebExchange exchange,
        InetAddress client,
        String merchantCode,
        Instant receivedAt,
        long startNanos) {

    ServerHttpRequest request() {
        return exchange.getRequest();
    }
}
