package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Word that some tokens are good no longer, as a record of {@link Topics#REVOCATIONS}.
 *
 * <p>The record's key is {@code scope:id}; its value is {@code issuedUntil expiresAt}, both in
 * seconds since the epoch. The topic is compacted, so the newest word on each key stays.
 *
 * @param id a token's {@code jti}, a login's {@code sid} or a user's {@code sub}, as the scope says
 * @param issuedUntil tokens issued at this second or before are revoked
 * @param expiresAt when the last such token has expired by itself, and this can be forgotten
 */
public record Revocation(Scope scope, String id, Instant issuedUntil, Instant expiresAt) {

    /** Which claim of a token the id is compared with. */
    public enum Scope {
        TOKEN("jti"),
        SESSION("sid"),
        SUBJECT("sub");

        private final String claim;

        Scope(String claim) {
            this.claim = claim;
        }

        /** The JWT claim that holds the id. */
        public String claim() {
            return claim;
        }
    }

    public Revocation {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(issuedUntil, "issuedUntil");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /** The record that carries this word. */
    public ProducerRecord<String, byte[]> encode() {
        var value = issuedUntil.getEpochSecond() + " " + expiresAt.getEpochSecond();
        return new ProducerRecord<>(
                Topics.REVOCATIONS,
                scope.name().toLowerCase(Locale.ROOT) + ":" + id,
                value.getBytes(UTF_8));
    }

    /** Reads a record back; empty when it is no revocation. */
    public static Optional<Revocation> decode(ConsumerRecord<String, byte[]> message) {
        if (message.key() == null || message.value() == null) {
            return Optional.empty();
        }
        int colon = message.key().indexOf(':');
        var times = new String(message.value(), UTF_8).split(" ", 2);
        if (colon < 0 || times.length != 2) {
            return Optional.empty();
        }
        try {
            var scope = Scope.valueOf(message.key().substring(0, colon).toUpperCase(Locale.ROOT));
            return Optional.of(
                    new Revocation(
                            scope,
                            message.key().substring(colon + 1),
                            Instant.ofEpochSecond(Long.parseLong(times[0])),
                            Instant.ofEpochSecond(Long.parseLong(times[1]))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
