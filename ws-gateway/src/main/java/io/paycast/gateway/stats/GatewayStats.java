package io.paycast.gateway.stats;

import io.paycast.gateway.stats.Counters.Count;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Collects the stats of this gateway for {@code /api/websocket/stats}. Thread-safe. */
public final class GatewayStats {

    private final String gatewayId;
    private final Instant startedAt;
    private final Counters counters;
    private final LatencyStats latency;
    private final IntSupplier connections;
    private final Map<String, LongSupplier> levels;
    private final LongSupplier kafkaLag;
    private final InstantSource clock;
    private volatile Sample before;
    private volatile Sample last;

    private record Sample(Instant at, long updates, long writes, long bytes) {}

    /**
     * The stats at one moment.
     *
     * @param counts since the start of the gateway, like the refused and closed counts
     * @param levels the gauges
     */
    public record Snapshot(
            String gatewayId,
            Instant startedAt,
            int connections,
            Map<String, Long> counts,
            Map<String, Long> levels,
            Map<String, Long> refusedByReason,
            Map<String, Long> refusedByStatus,
            Map<String, Long> closedByCode,
            Rates ratesPerSecond,
            LatencyStats.Quantiles latencyMillis,
            long kafkaLag) {}

    /** Rates per second over the last 10 to 20 seconds. */
    public record Rates(double updates, double writes, double writtenBytes) {

        /** Adds the rates of another gateway. */
        public Rates plus(Rates other) {
            return new Rates(
                    updates + other.updates,
                    writes + other.writes,
                    writtenBytes + other.writtenBytes);
        }
    }

    /** The id of this gateway, a new one after every restart. */
    public String gatewayId() {
        return gatewayId;
    }

    /**
     * @param levels the gauges by name
     */
    public GatewayStats(
            Counters counters,
            LatencyStats latency,
            IntSupplier connections,
            Map<String, LongSupplier> levels,
            LongSupplier kafkaLag,
            InstantSource clock) {
        this.gatewayId = UUID.randomUUID().toString();
        this.startedAt = clock.instant();
        this.counters = counters;
        this.latency = latency;
        this.connections = connections;
        this.levels = Map.copyOf(levels);
        this.kafkaLag = kafkaLag;
        this.clock = clock;
        this.before = sample();
        this.last = before;
    }

    /** Ends an interval. Call it every ten seconds. */
    public void rotate() {
        latency.rotate();
        before = last;
        last = sample();
    }

    /** The current stats. */
    public Snapshot snapshot() {
        var measured = new TreeMap<String, Long>();
        levels.forEach((name, level) -> measured.put(name, level.getAsLong()));
        return new Snapshot(
                gatewayId,
                startedAt,
                connections.getAsInt(),
                counters.counts(),
                measured,
                counters.refusedByReason(),
                counters.refusedByStatus(),
                counters.closedByCode(),
                rates(before, sample()),
                latency.quantiles(),
                kafkaLag.getAsLong());
    }

    private Sample sample() {
        return new Sample(
                clock.instant(),
                counters.get(Count.UPDATES),
                counters.get(Count.WRITES),
                counters.get(Count.WRITTEN_BYTES));
    }

    private static Rates rates(Sample from, Sample to) {
        double seconds = Math.max(1, Duration.between(from.at(), to.at()).toMillis()) / 1_000.0;
        return new Rates(
                (to.updates() - from.updates()) / seconds,
                (to.writes() - from.writes()) / seconds,
                (to.bytes() - from.bytes()) / seconds);
    }
}
