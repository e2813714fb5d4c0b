package io.paycast.bench.delivery;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * When each webhook has reached everybody who wants it. Each event loop says so for its own
 * listeners; with the last one the webhook is complete. Thread-safe.
 */
public final class Completions {

    /** More than can ever be under way at once. */
    private static final int RING = 1 << 20;

    private final AtomicIntegerArray parts = new AtomicIntegerArray(RING);
    private final IntConsumer then;
    private final Histogram toTheLast = DeliveryCheck.newHistogram();
    private volatile int wanted = 1;
    private long count;

    /**
     * @param then what is done when a webhook is complete
     */
    public Completions(IntConsumer then) {
        this.then = then;
    }

    /** How many event loops have a listener that wants a webhook. */
    public void expect(int loops) {
        wanted = loops;
    }

    /** One event loop's listeners all have it. */
    public void part(int webhook, long latencyNanos) {
        int at = webhook & RING - 1;
        if (parts.incrementAndGet(at) < wanted) {
            return;
        }
        parts.set(at, 0);
        synchronized (this) {
            count++;
            DeliveryCheck.record(toTheLast, latencyNanos);
        }
        then.accept(webhook);
    }

    /** Forgets the latencies up to now. */
    public synchronized void restart() {
        toTheLast.reset();
    }

    /** Latencies to the last listener. */
    public synchronized Histogram toTheLast() {
        return toTheLast.copy();
    }

    /** How many webhooks are complete. */
    public synchronized long count() {
        return count;
    }
}
