package io.paycast.gateway.stats;

import io.paycast.gateway.stats.Counters.Count;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Puts together what {@code /api/websocket/stats} answers. Thread-safe. */
public final class GatewayStats {

    private final String gatewayId;
    private final Instant startedAt;
    private final Counters counters;
    private final LatencyStats latency;
    private final IntSupplier connections;
    private final LongSupplier kafkaLag;
    private final InstantSource clock;
    private volatile Sample before;
    private volatile Sample last;

    private record Sample(Instant at, long updates, long writes, long bytes) {}

    /** This gateway's numbers; counts are since its start. */
    public record Snapshot(
            String gatewayId,
            Instant startedAt,
            int connections,
            Map<String, Long> counts,
            Map<String, Long> refusedByStatus,
            Map<String, Long> closedByCode,
            Rates ratesPerSecond,
            LatencyStats.Quantiles latencyMillis,
            long kafkaLag) {}

    /** Per second, over ten to twenty seconds. */
    public record Rates(double updates, double writes, double writtenBytes) {}

    public GatewayStats(
            String gatewayId,
            Counters counters,
            LatencyStats latency,
            IntSupplier connections,
            LongSupplier kafkaLag,
            InstantSource clock) {
        this.gatewayId = gatewayId;
        this.startedAt = clock.instant();
        this.counters = counters;
        this.latency = latency;
        this.connections = connections;
        this.kafkaLag = kafkaLag;
        this.clock = clock;
        this.before = sample();
        this.last = before;
    }

    /** Ends an interval; to be called every ten seconds. */
    public void rotate() {
        latency.rotate();
        before = last;
        last = sample();
    }

    /** The numbers now. */
    public Snapshot snapshot() {
        var counts = new TreeMap<String, Long>();
        for (var count : Count.values()) {
            counts.put(camelCase(count.name()), counters.get(count));
        }
        return new Snapshot(
                gatewayId,
                startedAt,
                connections.getAsInt(),
                counts,
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

    private static String camelCase(String name) {
        var words = name.toLowerCase(Locale.ROOT).split("_", -1);
        var camel = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            camel.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return camel.toString();
    }
}
