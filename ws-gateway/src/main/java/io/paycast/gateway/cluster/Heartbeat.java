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
 * A gateway's heartbeat, a record of {@link Topics#PRESENCE}. The key is the gateway's id, the
 * value JSON. A tombstone, a record without a value, means that the gateway has shut down.
 *
 * @param address the address at which its peers reach it over HTTP
 * @param sentAt by the gateway's clock; for people who read the topic, not for decisions
 */
public record Heartbeat(URI address, Instant sentAt, GatewayStats.Snapshot stats) {

    /** About twenty times the size of a heartbeat. */
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
            throw new IllegalArgumentException(
                    "The address must be an http or https URL with a host.");
        }
    }

    /** Whether other gateways can send requests to this address. */
    public static boolean isHttp(URI address) {
        return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                && address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    /** The id of the gateway. */
    public String gatewayId() {
        return stats.gatewayId();
    }

    /** Encodes this heartbeat as a record. */
    public ProducerRecord<String, byte[]> encode() {
        return new ProducerRecord<>(Topics.PRESENCE, gatewayId(), JSON.writeValueAsBytes(this));
    }

    /** Creates the tombstone of a gateway that shuts down. */
    public static ProducerRecord<String, byte[]> tombstone(String gatewayId) {
        return new ProducerRecord<>(Topics.PRESENCE, gatewayId, null);
    }

    /** Decodes a record; empty if it is not a valid heartbeat. */
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
