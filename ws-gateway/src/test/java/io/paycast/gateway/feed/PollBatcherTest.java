package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When event loops are woken for polled records. */
class PollBatcherTest {

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final Queue<ScriptedConsumer> consumers = new ConcurrentLinkedQueue<>();

    private final List<WakeUp> wakeUps = new CopyOnWriteArrayList<>();

    /**
     * A wake-up of the event loops.
     *
     * @param taken the number of records processed
     * @param polls the number of polls; a poll that finds nothing sends a fetch
     */
    private record WakeUp(long taken, int polls) {}

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void wakesForASingleRecordBeforeTheNextFetch() {
        follow(next().thenBrings(1, 0, 1, 0));
        assertThat(wakeUps).containsExactly(new WakeUp(1, 1), new WakeUp(2, 3));
    }

    @Test
    void wakesOnceForTheRestOfAFetch() {
        follow(next().thenBrings(1, 1, 1, 0));
        assertThat(wakeUps).containsExactly(new WakeUp(1, 1), new WakeUp(3, 4));
    }

    @Test
    void wakesInStepsDuringAFlood() {
        follow(
                next().thenBrings(Collections.nCopies(400, 1).toArray(Integer[]::new))
                        .thenBrings(0));
        assertThat(wakeUps)
                .containsExactly(
                        new WakeUp(1, 1),
                        new WakeUp(257, 257),
                        new WakeUp(258, 258),
                        new WakeUp(400, 401));
    }

    @Test
    void wakesOnceForGatheredRecords() {
        follow(next().thenBrings(1, 1, 0).thenBrings(1, 1, 0).thenBrings(1, 1, 1, 0));
        assertThat(wakeUps).containsExactly(new WakeUp(1, 1), new WakeUp(2, 3), new WakeUp(7, 10));
    }

    @Test
    void wakesForProcessedRecordsIfTheBrokerFails() {
        follow(next().thenBrings(1, 1).thenFails());
        assertThat(wakeUps).containsExactly(new WakeUp(1, 1), new WakeUp(2, 3));
    }

    private static ScriptedConsumer next() {
        return new ScriptedConsumer(Topics.PAYMENT_EVENTS);
    }

    private final ScriptedProbe probe = new ScriptedProbe(Topics.PAYMENT_EVENTS);

    /** Follows a consumer until its script has ended or failed. */
    private void follow(ScriptedConsumer consumer) {
        consumers.add(consumer);
        try (var feed =
                new PaymentFeed(
                        () -> consumers.isEmpty() ? next() : consumers.remove(),
                        () -> probe,
                        RecordProcessorTest.processorFor(journal, new OrderSnapshots()),
                        () -> wakeUps.add(new WakeUp(taken(), consumer.polls())),
                        new ReadWindow(Duration.ofHours(1), Duration.ofMinutes(30)))) {
            feed.start();
            await().until(consumer::isSpent);
        }
    }

    private long taken() {
        return journal.headCursor().nextOffset(0) - ScriptedConsumer.END;
    }
}
