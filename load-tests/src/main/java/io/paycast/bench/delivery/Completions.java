package io.paycast.bench.delivery;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;

/**
 * Detects when a webhook has reached every client that expects it. Each event loop reports for its
 * own clients; the last report completes the webhook. Thread-safe.
 */
public final class Completions {

    /** More webhooks than can be in flight at once. */
    private static final int RING = 1 << 20;

    private final AtomicIntegerArray parts = new AtomicIntegerArray(RING);
    private final IntConsumer onComplete;
    private final Histogram toTheLast = DeliveryCheck.newHistogram();
    private volatile int expectedParts = 1;
    private long count;

    public Completions(IntConsumer onComplete) {
        this.onComplete = onComplete;
    }

    /** Sets how many event loops report each webhook. */
    public void expect(int loops) {
        expectedParts = loops;
    }

    /** Reports that all clients of one event loop have the webhook. */
    public void part(int webhook, long latencyNanos) {
        int at = webhook & RING - 1;
        if (parts.incrementAndGet(at) < expectedParts) {
            return;
        }
        parts.set(at, 0);
        synchronized (this) {
            count++;
            DeliveryCheck.record(toTheLast, latencyNanos);
        }
        onComplete.accept(webhook);
    }

    /** Discards the latencies so far. */
    public synchronized void restart() {
        toTheLast.reset();
    }

    /** Latencies to the last client, in nanoseconds. */
    public synchronized Histogram toTheLast() {
        return toTheLast.copy();
    }

    /** How many webhooks are complete. */
    public synchronized long count() {
        return count;
    }
}
