package io.paycast.gateway.replay;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a replay may wait for its client while another replay waits for the place. So a client
 * that reads slowly, on purpose or not, does not keep the others from resuming. When its turn is
 * over, it is closed; it comes back with its cursor, and queues behind the others.
 *
 * <p>Confined to the replay's thread.
 */
public final class ReplayTurn {

    private final long maxWaitNanos;
    private final BooleanSupplier placeWanted;
    private long waitedNanos;

    /**
     * @param maxWait how long the replay may wait for its client altogether
     * @param placeWanted whether another replay could run in its place
     */
    ReplayTurn(Duration maxWait, BooleanSupplier placeWanted) {
        this.maxWaitNanos = maxWait.toNanos();
        this.placeWanted = placeWanted;
    }

    /** A turn that ends only with its replay. */
    public static ReplayTurn endless() {
        return new ReplayTurn(Duration.ZERO, () -> false);
    }

    /** Notes that the replay has waited for its client. */
    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    /** Whether the replay must give up its place. */
    public boolean isOver() {
        return waitedNanos > maxWaitNanos && placeWanted.getAsBoolean();
    }
}
