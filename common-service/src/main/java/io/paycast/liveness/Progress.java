package io.paycast.liveness;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The age of a loop's last completed round. Liveness is derived from it, so that a thread that has
 * died or hangs needs no one to report it. Thread-safe.
 */
public final class Progress {

    private final LongSupplier nanoTime;
    private volatile long completedAtNanos;

    /**
     * @param nanoTime a monotonic clock
     */
    public Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.completedAtNanos = nanoTime.getAsLong();
    }

    /** Notes that a round is complete. */
    public void roundCompleted() {
        completedAtNanos = nanoTime.getAsLong();
    }

    /** The age of the last completed round; before the first one, the age of this object. */
    public Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - completedAtNanos);
    }

    /** Whether the last round is younger than this. */
    public boolean isYoungerThan(Duration max) {
        return age().compareTo(max) < 0;
    }
}
