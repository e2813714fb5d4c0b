package io.paycast.cli.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A payment id, from which the times, captures and order are derived. A second webhook of the same
 * payment therefore has the same captures and times, although nothing is stored.
 */
record PaymentId(String text) {

    private static final int TIME_BASED_UUID = 7;
    private static final Duration AGE = Duration.ofMinutes(30);
    private static final Instant FALLBACK_DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SECONDS_PER_DAY = 86_400;

    /** The id of a new payment, half an hour old: a UUID that contains the time (version 7). */
    static PaymentId random(Instant now, RandomGenerator random) {
        long high =
                now.toEpochMilli() << 16 | (long) TIME_BASED_UUID << 12 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new PaymentId(new UUID(high, low).toString());
    }

    /** When the shopper started the payment. */
    Instant createdAt() {
        try {
            var uuid = UUID.fromString(text);
            if (uuid.version() == TIME_BASED_UUID) {
                return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16).minus(AGE);
            }
        } catch (IllegalArgumentException e) {
            // Not a UUID: any time is acceptable, if it is the same for every webhook of the
            // payment.
        }
        return FALLBACK_DAY.plusSeconds(Math.floorMod(text.hashCode(), SECONDS_PER_DAY));
    }

    /** The id of a part of this payment, the same for every call. */
    String derived(String part) {
        return UUID.nameUUIDFromBytes((text + '/' + part).getBytes(UTF_8)).toString();
    }

    /** The default order reference. */
    String order() {
        return "order_" + derived("order").substring(0, 8);
    }
}
