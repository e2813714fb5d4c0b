package io.paycast.gateway.feed;

import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.gateway.access.Revocations;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Standings;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Where nothing is left to read, a gateway is ready at once, and not when the next poll ends. */
class QuietTopicTest {

    @Test
    void theFeedOfPaymentsIsLiveWhileNothingComes() {
        var journal = new Journal(1 << 20, 1 << 16);
        try (var feed =
                new PaymentFeed(
                        () -> new ScriptedConsumer(Topics.PAYMENT_EVENTS),
                        Uuid::randomUuid,
                        UpdatesTest.updatesFor(journal, new Standings()),
                        () -> {},
                        Duration.ofHours(1),
                        Duration.ofMinutes(30),
                        InstantSource.system())) {
            feed.start();
            await().until(() -> feed.status() == FeedStatus.LIVE);
        }
        journal.close();
    }

    @Test
    void theFeedOfRevocationsIsCaughtUpWhileNothingComes() {
        try (var feed =
                new RevocationFeed(
                        () -> new ScriptedConsumer(Topics.REVOCATIONS),
                        new Revocations(InstantSource.system()),
                        () -> {})) {
            feed.start();
            await().until(feed::isCaughtUp);
        }
    }
}
