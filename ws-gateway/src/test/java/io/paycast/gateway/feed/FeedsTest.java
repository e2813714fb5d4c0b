package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.gateway.access.RevokedTokens;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * A gateway is ready as soon as it has read all payments and revocations, without waiting for the
 * next poll to end. It is not ready while a poll hangs.
 */
class FeedsTest {

    @Test
    void isLiveFromWhenBothHaveCaughtUpUntilAPollHangs() {
        var journal = new Journal(1 << 20, 1 << 16);
        try (var payments =
                        new PaymentFeed(
                                () -> new ScriptedConsumer(Topics.PAYMENT_EVENTS),
                                () -> new ScriptedProbe(Topics.PAYMENT_EVENTS),
                                RecordProcessorTest.processorFor(journal, new OrderSnapshots()),
                                () -> {},
                                new ReadWindow(Duration.ofHours(1), Duration.ofMinutes(30)));
                var revocations =
                        new RevocationFeed(
                                () -> new ScriptedConsumer(Topics.REVOCATIONS),
                                () -> new ScriptedProbe(Topics.REVOCATIONS),
                                new RevokedTokens(InstantSource.system()),
                                () -> {})) {
            var feeds = new Feeds(payments, revocations);
            assertThat(feeds.status()).isEqualTo(FeedStatus.CONNECTING);

            payments.start();
            await().until(() -> payments.status() == FeedStatus.LIVE);
            assertThat(feeds.status()).isEqualTo(FeedStatus.CATCHING_UP);
            assertThat(feeds.areLive()).isFalse();

            revocations.start();
            await().until(feeds::areLive);
            assertThat(feeds.lag()).isNotNegative();

            // both consumers hang in their next poll
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> feeds.status() == FeedStatus.CONNECTING);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> revocations.status() == FeedStatus.CONNECTING);
            assertThat(feeds.lag()).isEqualTo(-1);
        }
        journal.close();
    }

    /** Each probe has connections and a thread of its own. */
    @Test
    void asksWithOneProbeUntilTheTopicExists() {
        var probes = new CopyOnWriteArrayList<ScriptedProbe>();
        try (var revocations =
                new RevocationFeed(
                        () -> new ScriptedConsumer(Topics.REVOCATIONS),
                        () -> {
                            probes.add(new ScriptedProbe(Topics.REVOCATIONS, 2));
                            return probes.getLast();
                        },
                        new RevokedTokens(InstantSource.system()),
                        () -> {})) {
            revocations.start();
            await().until(() -> revocations.status() == FeedStatus.LIVE);
            await().until(() -> probes.getLast().hasFound() || probes.size() > 1);
            assertThat(probes).hasSize(1);
        }
    }
}
