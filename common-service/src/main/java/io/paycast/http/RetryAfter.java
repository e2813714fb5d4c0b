package io.paycast.http;

import java.time.Duration;

/** Computes the value of {@code Retry-After}. */
public final class RetryAfter {

    private RetryAfter() {}

    /**
     * Converts a delay to whole seconds. It rounds up, so that a client does not return too early,
     * and returns at least 1.
     */
    public static long seconds(Duration delay) {
        long roundedUp = delay.getNano() == 0 ? delay.getSeconds() : delay.getSeconds() + 1;
        return Math.max(1, roundedUp);
    }
}
