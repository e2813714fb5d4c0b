package io.paycast.gateway.feed;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets records gather before the next poll while more than one is under way at a time: a poll, and
 * the wake-ups that follow it, cost more than the record they bring. One that comes alone never
 * waits. Measured: docs/decisions/019.
 *
 * <p>Confined to the feed's thread.
 */
final class PollBatcher {

    private static final long GATHER_NANOS = 5_000_000;

    /** Of so many at once, no more need be waited for. */
    private static final int LARGE_BATCH = 64;

    private boolean waited;

    /**
     * Waits, or not.
     *
     * @param records how many were brought since the last time
     */
    void afterPoll(long records) {
        waited = records > 1 && records < LARGE_BATCH;
        if (waited) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
    }

    /** Whether it waited the last time. */
    boolean hasWaited() {
        return waited;
    }
}
