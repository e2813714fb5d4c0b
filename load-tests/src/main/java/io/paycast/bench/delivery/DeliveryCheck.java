package io.paycast.bench.delivery;

import org.HdrHistogram.Histogram;

/** Counts and times what the clients of one event loop receive. Confined to that loop. */
public final class DeliveryCheck {

    /** Ten minutes; a longer latency is recorded as this. */
    private static final long MAX_NANOS = 600_000_000_000L;

    private final Histogram latencies = newHistogram();
    private long deliveries;
    private long bytes;
    private long doubled;
    private long reordered;
    private long misdirected;

    /** Creates a histogram of nanoseconds with three significant digits. */
    public static Histogram newHistogram() {
        return new Histogram(MAX_NANOS, 3);
    }

    /** Records a latency, limited to the histogram's range. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
    }

    /** Counts a delivery. */
    public void delivered(Receipts.Verdict verdict, int messageBytes) {
        deliveries++;
        bytes += messageBytes;
        switch (verdict) {
            case NEW -> {}
            case DOUBLED -> doubled++;
            case REORDERED -> reordered++;
        }
    }

    /** Records the latency of a delivery. */
    public void latency(long nanos) {
        record(latencies, nanos);
    }

    /** Counts an update that the client may not see. */
    public void misdirected() {
        misdirected++;
    }

    /** Discards the latencies so far. */
    public void restart() {
        latencies.reset();
    }

    public Snapshot snapshot() {
        return new Snapshot(latencies.copy(), deliveries, bytes, doubled, reordered, misdirected);
    }

    /** The counts at one moment; the histogram is a copy. */
    public record Snapshot(
            Histogram latencies,
            long deliveries,
            long bytes,
            long doubled,
            long reordered,
            long misdirected) {

        public static Snapshot none() {
            return new DeliveryCheck().snapshot();
        }

        public Snapshot plus(Snapshot other) {
            var both = latencies.copy();
            both.add(other.latencies);
            return new Snapshot(
                    both,
                    deliveries + other.deliveries,
                    bytes + other.bytes,
                    doubled + other.doubled,
                    reordered + other.reordered,
                    misdirected + other.misdirected);
        }
    }
}
