package io.paycast.bench.webhooks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Sends at a rate, whatever becomes of what was sent. Each is dated with the time at which it
 * should have gone out: if the sender or the server holds it up, that counts as latency, and not as
 * a quiet moment without webhooks (coordinated omission).
 */
public final class OpenLoop {

    private final double perSecond;
    private final LongSupplier nowMicros;
    private final LongConsumer send;

    /**
     * @param send is given the time at which it should be called
     */
    public OpenLoop(double perSecond, LongSupplier nowMicros, LongConsumer send) {
        this.perSecond = perSecond;
        this.nowMicros = nowMicros;
        this.send = send;
    }

    /** Sends for so long, on this thread; ends early when interrupted. */
    public void run(long durationMicros) {
        long begin = nowMicros.getAsLong();
        long many = Math.round(durationMicros / 1e6 * perSecond);
        for (long i = 0; i < many && !Thread.currentThread().isInterrupted(); i++) {
            long intended = begin + (long) (i * 1e6 / perSecond);
            for (long left = intended - nowMicros.getAsLong();
                    left > 0 && !Thread.currentThread().isInterrupted();
                    left = intended - nowMicros.getAsLong()) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(left));
            }
            send.accept(intended);
        }
    }
}
