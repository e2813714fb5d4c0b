package io.paycast.gateway.session;

import io.paycast.liveness.Clocks;
import java.time.Instant;

/**
 * When a token expires: by the time of day, and by a steady clock, so that it expires even if the
 * time of day is set back.
 */
record TokenExpiry(long wallMillis, long steadyMillis) {

    /** So late that a token never expires, yet sums of milliseconds do not overflow. */
    private static final Instant FOREVER = Instant.ofEpochMilli(Long.MAX_VALUE / 4);

    static TokenExpiry of(Instant expiresAt, Clocks clocks) {
        long wall = (expiresAt.isAfter(FOREVER) ? FOREVER : expiresAt).toEpochMilli();
        return new TokenExpiry(wall, clocks.steady().millis() + wall - clocks.wall().millis());
    }

    /** Whether the token has expired by either clock. */
    boolean isPast(long wallNowMillis, long steadyNowMillis) {
        return wallNowMillis >= wallMillis || steadyNowMillis >= steadyMillis;
    }
}
