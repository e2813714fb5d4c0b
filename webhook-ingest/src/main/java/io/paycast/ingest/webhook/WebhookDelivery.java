package io.paycast.ingest.webhook;

import java.net.InetAddress;
import java.time.Instant;

/**
 * A webhook whose headers are valid.
 *
 * @param merchantCode the merchant whose secret the request holds
 * @param receivedAt when the headers were read
 * @param startNanos the same moment on the clock that measures latency
 */
record WebhookDelivery(
        RawExchange exchange,
        InetAddress client,
        String merchantCode,
        Instant receivedAt,
        long startNanos) {}
