package io.paycast.gateway.cluster;

import io.paycast.gateway.stats.GatewayStats.Rates;
import io.paycast.gateway.stats.GatewayStats.Snapshot;
import io.paycast.gateway.stats.LatencyStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stats of all gateways, summed up and one by one. Work that every gateway does, such as
 * reading an update, counts once per gateway.
 *
 * @param complete whether this gateway receives the heartbeats of the others
 */
public record ClusterStats(
        boolean complete,
        int connections,
        Map<String, Long> counts,
        Map<String, Long> refusedByReason,
        Map<String, Long> refusedByStatus,
        Map<String, Long> closedByCode,
        Rates ratesPerSecond,
        List<Member> gateways) {

    /**
     * One gateway.
     *
     * @param heardMillisAgo the age of its stats; 0 for the gateway that responds
     */
    public record Member(
            String gatewayId,
            Instant startedAt,
            long heardMillisAgo,
            int connections,
            Map<String, Long> levels,
            Rates ratesPerSecond,
            LatencyStats.Quantiles latencyMillis,
            long kafkaLag) {}

    /** The stats of this gateway and its peers. */
    public static ClusterStats of(Snapshot own, Cluster cluster) {
        var members = new ArrayList<Member>();
        var total = new Total();
        total.add(own);
        members.add(member(own, 0));
        for (var peer : cluster.peers()) {
            var stats = peer.heartbeat().stats();
            total.add(stats);
            members.add(member(stats, peer.ageMillis()));
        }
        members.sort(Comparator.comparing(Member::startedAt).thenComparing(Member::gatewayId));
        return new ClusterStats(
                cluster.isConnected(),
                total.connections,
                total.counts,
                total.refusedByReason,
                total.refusedByStatus,
                total.closedByCode,
                total.rates,
                members);
    }

    private static Member member(Snapshot stats, long heardMillisAgo) {
        return new Member(
                stats.gatewayId(),
                stats.startedAt(),
                heardMillisAgo,
                stats.connections(),
                stats.levels(),
                stats.ratesPerSecond(),
                stats.latencyMillis(),
                stats.kafkaLag());
    }

    private static final class Total {

        private int connections;
        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, Long> refusedByReason = new TreeMap<>();
        private final Map<String, Long> refusedByStatus = new TreeMap<>();
        private final Map<String, Long> closedByCode = new TreeMap<>();
        private Rates rates = new Rates(0, 0, 0);

        void add(Snapshot stats) {
            connections += stats.connections();
            add(counts, stats.counts());
            add(refusedByReason, stats.refusedByReason());
            add(refusedByStatus, stats.refusedByStatus());
            add(closedByCode, stats.closedByCode());
            rates = rates.plus(stats.ratesPerSecond());
        }

        private static void add(Map<String, Long> sums, Map<String, Long> more) {
            more.forEach((name, count) -> sums.merge(name, count, Long::sum));
        }
    }
}
