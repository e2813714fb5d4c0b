package io.paycast.gateway.stats;

import java.util.ArrayDeque;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * The latency of updates, from receipt by ingest to the write to the last socket of an event loop,
 * over the last minute. If ingest and the gateway run on two machines, it includes the difference
 * of their clocks. Recording is wait-free, on any thread.
 */
public final class LatencyStats {

    private static final long MAX_MICROS = 60_000_000;
    private static final int INTERVALS = 6;

    private final Recorder recorder = new Recorder(MAX_MICROS, 3);
    private final ArrayDeque<Histogram> intervals = new ArrayDeque<>();

    /** Quantiles in milliseconds. */
    public record Quantiles(long count, double p50, double p95, double p99, double max) {}

    /** Records a latency. */
    public void record(long micros) {
        recorder.recordValue(Math.clamp(micros, 0, MAX_MICROS));
    }

    /** Ends an interval of ten seconds. Intervals older than a minute are dropped. */
    public synchronized void rotate() {
        intervals.addLast(recorder.getIntervalHistogram());
        if (intervals.size() > INTERVALS) {
            intervals.removeFirst();
        }
    }

    /** The quantiles of the last minute. */
    public synchronized Quantiles quantiles() {
        var all = new Histogram(MAX_MICROS, 3);
        intervals.forEach(all::add);
        var newest = recorder.getIntervalHistogram();
        all.add(newest);
        if (intervals.isEmpty()) {
            intervals.addLast(newest);
        } else {
            intervals.getLast().add(newest);
        }
        return new Quantiles(
                all.getTotalCount(),
                millis(all.getValueAtPercentile(50)),
                millis(all.getValueAtPercentile(95)),
                millis(all.getValueAtPercentile(99)),
                millis(all.getMaxValue()));
    }

    private static double millis(long micros) {
        return micros / 1_000.0;
    }
}
