package io.paycast.bench.delivery;

import org.HdrHistogram.Histogram;

/** Counts and times what the clients of one event loop receive. Confined to that loop. */
public final class DeliveryCheck {

    /** The significant digits of all latencies. */
    public static final int DIGITS = 3;

    private final Histogram latencies = new Histogram(DIGITS);
    private long deliveries;
    private long bytes;
    private long doubled;
    private long reordered;
    private long misdirected;

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
        latencies.recordValue(Math.max(0, nanos));
    }

    /** Counts an update that the client may not see. */
    public void misdirected() {
        misdirected++;
    }

    /** Discards the latencies so far. */
    public void restart() {
        latencies.reset();
    }

    /** Adds the counts and latencies of another loop. */
    public void add(DeliveryCheck other) {
        latencies.add(other.latencies);
        deliveries += other.deliveries;
        bytes += other.bytes;
        doubled += other.doubled;
        reordered += other.reordered;
        misdirected += other.misdirected;
    }

    public Histogram latencies() {
        return latencies;
    }

    public long deliveries() {
        return deliveries;
    }

    public long bytes() {
        return bytes;
    }

    /** The errors of a run with these missing deliveries and lost sockets. */
    public DeliveryErrors errors(long missing, long lost) {
        return new DeliveryErrors(missing, doubled, reordered, misdirected, lost);
    }
}
