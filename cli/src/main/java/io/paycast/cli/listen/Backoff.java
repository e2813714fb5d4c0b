package io.paycast.cli.listen;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The delay before the next connection attempt. It doubles with each failure up to 30 s. Half of it
 * is random, so that many clients do not reconnect at once. Not thread-safe.
 */
final class Backoff {

    private static final long FIRST_MILLIS = 250;
    private static final long MAX_MILLIS = 30_000;
    private static final int MAX_DOUBLINGS = 10;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The next delay: between half of the current step and all of it. */
    Duration next() {
        long step = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
    }

    /** Starts again with the shortest delay, after a success. */
    void reset() {
        failures = 0;
    }
}
