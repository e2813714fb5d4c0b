package io.paycast.bench.webhooks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sends at a fixed rate, independent of responses. Each send is dated with the time at which it was
 * due. A delay of the sender or the server therefore counts as latency, and not as a pause without
 * webhooks (coordinated omission).
 */
public final class OpenLoop {

    private OpenLoop() {}

    /**
     * Sends for this time on this thread; stops early when interrupted.
     *
     * @param send receives the time at which the send was due
     */
    public static void run(
            double perSecond, long durationMicros, LongSupplier nowMicros, LongConsumer send) {
        long begin = nowMicros.getAsLong();
        long count = Math.round(durationMicros / 1e6 * perSecond);
        for (long i = 0; i < count && !Thread.currentThread().isInterrupted(); i++) {
            long due = begin + (long) (i * 1e6 / perSecond);
            long left = due - nowMicros.getAsLong();
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(left));
                left = due - nowMicros.getAsLong();
            }
            send.accept(due);
        }
    }
}
