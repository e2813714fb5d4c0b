package io.paycast.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Who is known to live, by a clock that the test turns. */
class ClusterTest {

    private static final long BROKER_START_MILLIS = 1_000_000;

    private long nowNanos = Long.MAX_VALUE - 3; // it may overflow
    private long startNanos = nowNanos;
    private final Cluster cluster = new Cluster("own", () -> nowNanos);

    private void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    private void pass(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    /** By the broker's clock. */
    private OptionalLong now() {
        return secondsAgo(0);
    }

    private OptionalLong secondsAgo(long seconds) {
        long sinceStart = Duration.ofNanos(nowNanos - startNanos).toMillis();
        return OptionalLong.of(BROKER_START_MILLIS + sinceStart - seconds * 1_000);
    }

    private void says(String gatewayId, OptionalLong appendedAtMillis) {
        cluster.heard(Heartbeats.of(gatewayId, 1), appendedAtMillis);
    }

    private Iterable<String> alive() {
        return cluster.peers().stream().map(peer -> peer.presence().gatewayId()).toList();
    }

    @Test
    void aGatewayThatDiesWithoutAWordIsForgottenAfterFifteenSeconds() {
        says("own", now());
        says("other", now());
        pass(Duration.ofMillis(14_999));
        says("own", now());
        assertThat(alive()).containsExactly("other");
        assertThat(cluster.peers().getFirst().heardMillisAgo()).isEqualTo(14_999);
        pass(Duration.ofMillis(1));
        assertThat(alive()).isEmpty();
    }

    @Test
    void aGatewayThatGoesOnSayingSoLives() {
        for (int i = 0; i < 10; i++) {
            says("own", now());
            says("other", now());
            pass(5);
        }
        assertThat(alive()).containsExactly("other");
    }

    @Test
    void aGatewayThatSaysGoodbyeIsForgottenAtOnce() {
        says("own", now());
        says("one", now());
        says("two", now());
        cluster.gone("one");
        assertThat(alive()).containsExactly("two");
    }

    @Test
    void onesOwnRecordIsNoPeer() {
        says("own", now());
        assertThat(alive()).isEmpty();
        cluster.gone("own");
        assertThat(cluster.isHeard()).isTrue();
    }

    @Test
    void whatWasThereBeforeCountsByItsAgeAtTheBroker() {
        says("dead for long", secondsAgo(3_000));
        says("dead", secondsAgo(15));
        says("alive", secondsAgo(4));
        assertThat(alive()).as("before this gateway knows what time it is there").isEmpty();
        says("own", now());
        assertThat(alive()).containsExactly("alive");
        pass(11);
        says("own", now());
        assertThat(alive()).isEmpty();
    }

    @Test
    void whatWasThereBeforeAndCannotBeDatedDoesNotCount() {
        says("perhaps dead", OptionalLong.empty());
        says("own", OptionalLong.empty());
        assertThat(alive()).isEmpty();
        says("perhaps dead", OptionalLong.empty());
        assertThat(alive()).containsExactly("perhaps dead");
        pass(15);
        assertThat(alive()).isEmpty();
    }

    @Test
    void whatIsReadLateAfterAnOutageCountsByItsAge() {
        says("own", now());
        pass(600);
        says("died meanwhile", secondsAgo(300));
        says("alive", secondsAgo(3));
        says("own", now());
        assertThat(alive()).containsExactly("alive");
    }

    @Test
    void whoeverIsCutOffFromTheBrokerKnowsThatItHearsNobody() {
        assertThat(cluster.isHeard()).isFalse();
        says("own", now());
        says("other", now());
        assertThat(cluster.isHeard()).isTrue();
        pass(15);
        assertThat(cluster.isHeard()).isFalse();
        assertThat(alive()).isEmpty();
    }

    @Test
    void aBrokersClockThatIsSetHidesAGatewayNoLongerThanToItsNextWord() {
        says("own", now());
        says("other", now());
        startNanos -= Duration.ofHours(1).toNanos();
        pass(5);
        says("own", now());
        says("other", now());
        assertThat(alive()).containsExactly("other");
        startNanos += Duration.ofHours(2).toNanos();
        pass(5);
        says("own", now());
        assertThat(alive()).containsExactly("other");
    }

    @Test
    void aFloodOfGatewaysIsBoundedAndTheLatestStay() {
        says("own", now());
        for (int i = 0; i < 3_000; i++) {
            says("gateway-" + i, now());
        }
        assertThat(alive()).hasSize(1_000).contains("gateway-2999").doesNotContain("gateway-1999");
    }

    @Test
    void theNumbersOfAllAreAddedUpAndEachIsShown() {
        says("own", now());
        cluster.heard(Heartbeats.of("other", 5), now());
        var all = ClusterStats.of(Heartbeats.stats("own", 2), cluster);
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
