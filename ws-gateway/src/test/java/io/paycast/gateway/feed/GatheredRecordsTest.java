package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Standings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When event loops are woken for what a poll brought. */
class GatheredRecordsTest {

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final Queue<ScriptedConsumer> consumers = new ConcurrentLinkedQueue<>();

    /** How many records had been taken in at each wake-up. */
    private final List<Long> takenAtWakeUp = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void oneThatComesAloneIsPassedOnAtOnce() {
        follow(next().thenBrings(1).thenBrings(1));
        assertThat(takenAtWakeUp).containsExactly(1L, 2L);
    }

    @Test
    void thoseThatGatherArePassedOnTogether() {
        follow(next().thenBrings(2).thenBrings(1).thenBrings(3).thenBrings(4).thenBrings(5));
        assertThat(takenAtWakeUp).containsExactly(2L, 6L, 15L);
    }

    @Test
    void thoseThatWereTakenInArePassedOnThoughTheBrokerFailsBeforeTheOthersCome() {
        follow(next().thenBrings(2).thenBrings(1).thenFails());
        assertThat(takenAtWakeUp).containsExactly(2L, 3L);
    }

    private static ScriptedConsumer next() {
        return new ScriptedConsumer(Topics.PAYMENT_EVENTS);
    }

    /** Follows a consumer until it has brought all it was told to, or failed. */
    private void follow(ScriptedConsumer consumer) {
        consumers.add(consumer);
        try (var feed =
                new PaymentFeed(
                        () -> consumers.isEmpty() ? next() : consumers.remove(),
                        Uuid::randomUuid,
                        UpdatesTest.updatesFor(journal, new Standings()),
                        () -> takenAtWakeUp.add(taken()),
                        Duration.ofHours(1),
                        Duration.ofMinutes(30),
                        InstantSource.system())) {
            feed.start();
            await().until(consumer::isSpent);
        }
    }

    private long taken() {
        return journal.headCursor().nextOffset(0) - ScriptedConsumer.END;
    }
}
