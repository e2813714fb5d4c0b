package io.paycast.cli.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A payment's id, and all that is derived from it, so that a second webhook for the same payment
 * tells of the same captures at the same times without anything being kept.
 */
record PaymentId(String text) {

    private static final int TIME_BASED_UUID = 7;
    private static final Duration AGE = Duration.ofMinutes(30);
    private static final Instant FALLBACK_DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SECONDS_PER_DAY = 86_400;

    /** A new payment, half an hour old: a UUID that holds the time (version 7). */
    static PaymentId random(Instant now, RandomGenerator random) {
        long high =
                now.toEpochMilli() << 16 | (long) TIME_BASED_UUID << 12 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new PaymentId(new UUID(high, low).toString());
    }

    /** When the shopper began to pay. */
    Instant createdAt() {
        try {
            var uuid = UUID.fromString(text);
            if (uuid.version() == TIME_BASED_UUID) {
                return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16).minus(AGE);
            }
        } catch (IllegalArgumentException e) {
            // an id of another make: any time will do, as long as it is always the same one
        }
        return FALLBACK_DAY.plusSeconds(Math.floorMod(text.hashCode(), SECONDS_PER_DAY));
    }

    /** An id for one part of this payment, always the same one. */
    String derived(String part) {
        return UUID.nameUUIDFromBytes((text + '/' + part).getBytes(UTF_8)).toString();
    }

    /** The shop's order, where nobody says which. */
    String order() {
        return "order_" + derived("order").substring(0, 8);
    }
}
