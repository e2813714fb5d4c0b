package io.paycast.ingest.webhook;

import java.net.InetAddress;
import java.time.Instant;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A request that was let in.
 *
 * @param merchantCode whose secret it brought
 * @param receivedAt when its headers were read
 * @param startNanos the same, on the clock that latency is measured with
 */
record WebhookDelivery(
        RawExchange exchange,
        InetAddress client,
        String merchantCode,
        Instant receivedAt,
        long startNanos) {

    ServerHttpRequest request() {
        return exchange.request();
    }
}
