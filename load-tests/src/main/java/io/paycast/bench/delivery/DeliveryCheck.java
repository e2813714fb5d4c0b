package io.paycast.bench.delivery;

import org.HdrHistogram.Histogram;

/** What the listeners of one event loop have received. Confined to that loop. */
public final class DeliveryCheck {

    /** Ten minutes; what takes longer is counted as that. */
    private static final long MAX_NANOS = 600_000_000_000L;

    private final Histogram latencies = newHistogram();
    private boolean timed = true;
    private long deliveries;
    private long bytes;
    private long doubled;
    private long reordered;
    private long misdirected;
    private long others;

    /** Of nanoseconds, exact to a thousandth. */
    public static Histogram newHistogram() {
        return new Histogram(MAX_NANOS, 3);
    }

    /** Records one; what is above the histogram's range counts as its end. */
    public static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, MAX_NANOS));
    }

    /** Counts a delivery. */
    public void delivered(Receipts.Verdict verdict, int frameBytes) {
        deliveries++;
        bytes += frameBytes;
        switch (verdict) {
            case NEW -> {}
            case DOUBLED -> doubled++;
            case REORDERED -> reordered++;
        }
    }

    /** Records how long a delivery took. */
    public void took(long latencyNanos) {
        if (timed) {
            record(latencies, latencyNanos);
        }
    }

    /** Counts an update that this listener should not have been sent. */
    public void misdirected() {
        misdirected++;
    }

    /** Counts a message that is not of this run. */
    public void other() {
        others++;
    }

    /** Forgets the latencies up to now, and says whether to keep those that follow. */
    public void restart(boolean keep) {
        latencies.reset();
        timed = keep;
    }

    /** What it is now. */
    public Snapshot snapshot() {
        return new Snapshot(
                latencies.copy(), deliveries, bytes, doubled, reordered, misdirected, others);
    }

    /** A tally at one moment; the histogram is the reader's own. */
    public record Snapshot(
            Histogram latencies,
            long deliveries,
            long bytes,
            long doubled,
            long reordered,
            long misdirected,
            long others) {

        public static Snapshot none() {
            return new Snapshot(newHistogram(), 0, 0, 0, 0, 0, 0);
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
                    misdirected + other.misdirected,
                    others + other.others);
        }
    }
}
