package io.paycast.bench.delivery;

import io.paycast.bench.wire.RunId;

/**
 * What all parts of one run share.
 *
 * @param beginNanos the {@link System#nanoTime} that all times of this run count from
 */
public record Run(RunId id, DeliveryPlan plan, long beginNanos) {

    /** Microseconds since the run began. */
    public long nowMicros() {
        return (System.nanoTime() - beginNanos) / 1_000;
    }

    /** Nanoseconds from a time of this run until now. */
    public long nanosSince(long micros) {
        return System.nanoTime() - beginNanos - micros * 1_000;
    }
}
