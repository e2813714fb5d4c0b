package io.paycast.gateway.cluster;

import io.paycast.gateway.stats.GatewayStats.Rates;
import io.paycast.gateway.stats.GatewayStats.Snapshot;
import io.paycast.gateway.stats.LatencyStats;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** Heartbeats for tests. */
public final class TestHeartbeats {

    private static final Instant START = Instant.parse("2026-11-25T04:00:00Z");

    private TestHeartbeats() {}

    public static Heartbeat of(String gatewayId, int connections) {
        return of(gatewayId, connections, URI.create("http://127.0.0.1:1"));
    }

    public static Heartbeat of(String gatewayId, int connections, URI address) {
        return new Heartbeat(address, START.plusSeconds(60), stats(gatewayId, connections));
    }

    public static Snapshot stats(String gatewayId, int connections) {
        return new Snapshot(
                gatewayId,
                START,
                connections,
                Map.of("opened", 10L),
                Map.of("banned", 1L),
                Map.of("full", 2L),
                Map.of("503", 2L),
                Map.of("4408", 3L),
                new Rates(1.5, 20, 300),
                new LatencyStats.Quantiles(4, 1, 2, 3, 4),
                0);
    }
}
