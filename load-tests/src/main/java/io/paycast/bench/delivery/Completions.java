package io.paycast.bench.delivery;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Detects when a webhook has reached every client that expects it. Each event loop reports for its
 * own clients; the last report completes the webhook. Thread-safe.
 */
public final class Completions {

    /** More webhooks than can be in flight at once. */
    private static final int RING = 1 << 20;

    private final AtomicIntegerArray parts = new AtomicIntegerArray(RING);
    private final IntConsumer onComplete;
    private final Histogram toTheLast = new SynchronizedHistogram(DeliveryCheck.DIGITS);
    private final AtomicLong count = new AtomicLong();
    private volatile int expectedParts = 1;
    private volatile boolean enabled = true;

    public Completions(IntConsumer onComplete) {
        this.onComplete = onComplete;
    }

    /** Sets how many event loops report each webhook. */
    public void expect(int loops) {
        expectedParts = loops;
    }

    /** Sets whether completions count; they do not while some clients are away. */
    public void enable(boolean on) {
        enabled = on;
    }

    /** Reports that all clients of one event loop have the webhook. */
    public void part(int webhook, long latencyNanos) {
        int at = webhook & RING - 1;
        if (!enabled || parts.incrementAndGet(at) < expectedParts) {
            return;
        }
        parts.set(at, 0);
        count.incrementAndGet();
        toTheLast.recordValue(Math.max(0, latencyNanos));
        onComplete.accept(webhook);
    }

    /** Discards the latencies so far. */
    public void restart() {
        toTheLast.reset();
    }

    /** Latencies to the last client, in nanoseconds. */
    public Histogram toTheLast() {
        return toTheLast.copy();
    }

    /** How many webhooks are complete. */
    public long count() {
        return count.get();
    }
}
