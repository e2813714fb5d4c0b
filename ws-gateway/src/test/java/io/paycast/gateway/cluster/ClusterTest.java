package io.paycast.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which gateways count as alive, by a clock that the test controls. */
class ClusterTest {

    private static final long BROKER_START_MILLIS = 1_000_000;

    private long nowNanos = Long.MAX_VALUE - 3; // it may overflow
    private long startNanos = nowNanos;
    private final Cluster cluster = new Cluster("own", () -> nowNanos);

    private void advance(Duration time) {
        nowNanos += time.toNanos();
    }

    private void advance(long seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    /** By the broker's clock. */
    private OptionalLong now() {
        return secondsAgo(0);
    }

    private OptionalLong secondsAgo(long seconds) {
        long sinceStart = Duration.ofNanos(nowNanos - startNanos).toMillis();
        return OptionalLong.of(BROKER_START_MILLIS + sinceStart - seconds * 1_000);
    }

    private void receives(String gatewayId, OptionalLong appendedAtMillis) {
        cluster.record(TestHeartbeats.of(gatewayId, 1), appendedAtMillis);
    }

    private Iterable<String> alive() {
        return cluster.peers().stream().map(peer -> peer.heartbeat().gatewayId()).toList();
    }

    @Test
    void removesASilentGatewayAfterFifteenSeconds() {
        receives("own", now());
        receives("other", now());
        advance(Duration.ofMillis(14_999));
        receives("own", now());
        assertThat(alive()).containsExactly("other");
        assertThat(cluster.peers().getFirst().ageMillis()).isEqualTo(14_999);
        advance(Duration.ofMillis(1));
        assertThat(alive()).isEmpty();
    }

    @Test
    void keepsAGatewayThatSendsHeartbeats() {
        for (int i = 0; i < 10; i++) {
            receives("own", now());
            receives("other", now());
            advance(5);
        }
        assertThat(alive()).containsExactly("other");
    }

    @Test
    void removesAGatewayAtItsTombstone() {
        receives("own", now());
        receives("one", now());
        receives("two", now());
        cluster.remove("one");
        assertThat(alive()).containsExactly("two");
    }

    @Test
    void isNotItsOwnPeer() {
        receives("own", now());
        assertThat(alive()).isEmpty();
        cluster.remove("own");
        assertThat(cluster.isConnected()).isTrue();
    }

    @Test
    void judgesEarlierHeartbeatsByTheBrokersTime() {
        receives("dead for long", secondsAgo(3_000));
        receives("dead", secondsAgo(15));
        receives("alive", secondsAgo(4));
        assertThat(alive()).as("before this gateway knows what time it is there").isEmpty();
        receives("own", now());
        assertThat(alive()).containsExactly("alive");
        advance(11);
        receives("own", now());
        assertThat(alive()).isEmpty();
    }

    @Test
    void ignoresEarlierHeartbeatsWithoutTheBrokersTime() {
        receives("perhaps dead", OptionalLong.empty());
        receives("own", OptionalLong.empty());
        assertThat(alive()).isEmpty();
        receives("perhaps dead", OptionalLong.empty());
        assertThat(alive()).containsExactly("perhaps dead");
        advance(15);
        assertThat(alive()).isEmpty();
    }

    @Test
    void judgesHeartbeatsReadAfterAnOutageByTheirAge() {
        receives("own", now());
        advance(600);
        receives("died meanwhile", secondsAgo(300));
        receives("alive", secondsAgo(3));
        receives("own", now());
        assertThat(alive()).containsExactly("alive");
    }

    @Test
    void isDisconnectedWithoutItsOwnHeartbeat() {
        assertThat(cluster.isConnected()).isFalse();
        receives("own", now());
        receives("other", now());
        assertThat(cluster.isConnected()).isTrue();
        advance(15);
        assertThat(cluster.isConnected()).isFalse();
        assertThat(alive()).isEmpty();
    }

    @Test
    void recoversFromAClockChangeAtTheNextHeartbeat() {
        receives("own", now());
        receives("other", now());
        startNanos -= Duration.ofHours(1).toNanos();
        advance(5);
        receives("own", now());
        receives("other", now());
        assertThat(alive()).containsExactly("other");
        startNanos += Duration.ofHours(2).toNanos();
        advance(5);
        receives("own", now());
        assertThat(alive()).containsExactly("other");
    }

    @Test
    void keepsTheLatestThousandGateways() {
        receives("own", now());
        for (int i = 0; i < 3_000; i++) {
            receives("gateway-" + i, now());
        }
        assertThat(alive()).hasSize(1_000).contains("gateway-2999").doesNotContain("gateway-1999");
    }

    @Test
    void addsUpTheStatsOfAllGateways() {
        receives("own", now());
        cluster.record(TestHeartbeats.of("other", 5), now());
        var all = ClusterStats.of(TestHeartbeats.stats("own", 2), cluster);
        assertThat(all.complete()).isTrue();
        assertThat(all.connections()).isEqualTo(7);
        assertThat(all.counts()).containsEntry("opened", 20L);
        assertThat(all.refusedByReason()).containsEntry("full", 4L);
        assertThat(all.refusedByStatus()).containsEntry("503", 4L);
        assertThat(all.closedByCode()).containsEntry("4408", 6L);
        assertThat(all.ratesPerSecond().writes()).isEqualTo(40);
        assertThat(all.gateways())
                .extracting(ClusterStats.Member::gatewayId, ClusterStats.Member::connections)
                .containsExactly(tuple("other", 5), tuple("own", 2));
    }
}
