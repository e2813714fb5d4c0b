package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Revokes a token, a session's tokens or a user's tokens, as a record of {@link
 * Topics#REVOCATIONS}.
 *
 * <p>The record's key is {@code scope:id}; its value is {@code issuedUntil expiresAt}, both in
 * seconds since the epoch. The topic is compacted, so it keeps the newest revocation of each key.
 *
 * @param id a token's {@code jti}, a session's {@code sid} or a user's {@code sub}, by scope
 * @param issuedUntil tokens issued in this second or earlier are revoked
 * @param expiresAt when the last of these tokens expires; the revocation has no effect after that
 */
public record Revocation(Scope scope, String id, Instant issuedUntil, Instant expiresAt) {

    /** The claim of a token that is compared with the id. */
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

    /** Encodes this revocation as a record. */
    public ProducerRecord<String, byte[]> encode() {
        var value = issuedUntil.getEpochSecond() + " " + expiresAt.getEpochSecond();
        return new ProducerRecord<>(
                Topics.REVOCATIONS,
                scope.name().toLowerCase(Locale.ROOT) + ":" + id,
                value.getBytes(UTF_8));
    }

    /** Decodes a record; empty if it is not a revocation. */
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
