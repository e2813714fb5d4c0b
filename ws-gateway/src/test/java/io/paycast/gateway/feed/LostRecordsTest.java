package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A broker loses its last records and uses their offsets again. The feed has read three of them,
 * and their clients' cursors may be from before or from after the loss.
 */
class LostRecordsTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.PAYMENT_EVENTS, 0);
    private static final long LEFT = ScriptedConsumer.END;
    private static final long READ = LEFT + 3;

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final Queue<ScriptedConsumer> consumers = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void doesNotTrustCursorsOfRecordsBeyondTheEnd() {
        follow(new OffsetOutOfRangeException(Map.of(PARTITION, READ)));
        assertThat(ambiguous()).containsExactly(LEFT + 1, LEFT + 2, READ);
    }

    @Test
    void doesNotTrustCursorsOfRecordsThatAnotherLeaderDoesNotHave() {
        follow(
                new LogTruncationException(
                        "scripted",
                        Map.of(PARTITION, READ),
                        Map.of(PARTITION, new OffsetAndMetadata(LEFT))));
        assertThat(ambiguous()).containsExactly(LEFT + 1, LEFT + 2, READ);
    }

    private void follow(OffsetOutOfRangeException loss) {
        var topic = Topics.PAYMENT_EVENTS;
        var probe = new ScriptedProbe(topic);
        var before = new ScriptedConsumer(topic).thenBrings(3).thenFails(loss);
        var after = new ScriptedConsumer(topic).thenBrings(1);
        consumers.addAll(List.of(before, after));
        try (var feed =
                new PaymentFeed(
                        consumers::remove,
                        () -> probe,
                        RecordProcessorTest.processorFor(journal, new OrderSnapshots()),
                        () -> {},
                        new ReadWindow(Duration.ofHours(1), Duration.ofMinutes(30)))) {
            feed.start();
            await().until(after::isSpent);
        }
        assertThat(journal.headCursor().nextOffset(0)).isEqualTo(LEFT + 1);
    }

    private List<Long> ambiguous() {
        var topicId = journal.headCursor().topicId();
        return LongStream.rangeClosed(0, READ + 5)
                .filter(next -> journal.isAmbiguous(new Cursor(topicId, new long[] {next})))
                .boxed()
                .toList();
    }
}
