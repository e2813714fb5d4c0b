package io.paycast.gateway.cluster;

import io.paycast.events.Topics;
import io.paycast.gateway.stats.GatewayStats;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a gateway says of itself, as a record of {@link Topics#PRESENCE}: the key is its id, the
 * value JSON. A record without a value says that it is gone.
 *
 * @param address where its peers reach it over HTTP
 * @param sentAt by its own clock; for whoever looks at the topic, nothing is decided by it
 */
public record Heartbeat(URI address, Instant sentAt, GatewayStats.Snapshot stats) {

    /** Some twenty times what a gateway has to say. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.shared();

    public Heartbeat {
        Objects.requireNonNull(sentAt, "sentAt");
        Objects.requireNonNull(stats.gatewayId(), "gatewayId");
        Objects.requireNonNull(stats.startedAt(), "startedAt");
        Objects.requireNonNull(stats.counts(), "counts");
        Objects.requireNonNull(stats.levels(), "levels");
        Objects.requireNonNull(stats.refusedByReason(), "refusedByReason");
        Objects.requireNonNull(stats.refusedByStatus(), "refusedByStatus");
        Objects.requireNonNull(stats.closedByCode(), "closedByCode");
        Objects.requireNonNull(stats.ratesPerSecond(), "ratesPerSecond");
        Objects.requireNonNull(stats.latencyMillis(), "latencyMillis");
        if (!isHttp(address)) {
            throw new IllegalArgumentException("the address is no http(s) URL with a host");
        }
    }

    /** Whether other gateways can be asked at this address. */
    public static boolean isHttp(URI address) {
        return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    /** Which gateway says it. */
    public String gatewayId() {
        return stats.gatewayId();
    }

    /** The record that says it. */
    public ProducerRecord<String, byte[]> encode() {
        return new ProducerRecord<>(Topics.PRESENCE, gatewayId(), JSON.writeValueAsBytes(this));
    }

    /** The record that says that a gateway is gone. */
    public static ProducerRecord<String, byte[]> tombstone(String gatewayId) {
        return new ProducerRecord<>(Topics.PRESENCE, gatewayId, null);
    }

    /** Reads a record back; empty when it is nothing that a gateway says of itself. */
    public static Optional<Heartbeat> decode(ConsumerRecord<String, byte[]> message) {
        if (message.key() == null
                || message.value() == null
                || message.value().length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readValue(message.value(), Heartbeat.class))
                    .filter(heartbeat -> heartbeat.gatewayId().equals(message.key()));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
