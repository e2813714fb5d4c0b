package io.paycast.gateway.feed;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits 5 ms between polls while records arrive more than one at a time, because a poll and its
 * wake-ups cost more than a record. A single record never waits. Measured: docs/decisions/019.
 *
 * <p>Confined to the feed's thread.
 */
final class PollBatcher {

    private static final long GATHER_NANOS = 5_000_000;

    /** A batch of this size is large enough to process without waiting. */
    private static final int LARGE_BATCH = 64;

    private boolean waited;

    /**
     * Waits if the batch was small.
     *
     * @param records the number of records since the last call
     */
    void afterPoll(long records) {
        waited = records > 1 && records < LARGE_BATCH;
        if (waited) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
    }

    /** Whether the last call waited. */
    boolean hasWaited() {
        return waited;
    }
}
