package io.paycast.gateway.feed;

import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.gateway.access.Revocations;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Standings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

/** Where nothing is left to read, a gateway is ready at once, and not when the next poll ends. */
class QuietTopicTest {

    @Test
    void theFeedOfPaymentsIsLiveWhileNothingComes() {
        var journal = new Journal(1 << 20, 1 << 16);
        try (var feed =
                new PaymentFeed(
                        () -> new SilentConsumer(Topics.PAYMENT_EVENTS),
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
                        () -> new SilentConsumer(Topics.REVOCATIONS),
                        new Revocations(InstantSource.system()),
                        () -> {})) {
            feed.start();
            await().until(feed::isCaughtUp);
        }
    }

    /** A consumer of a topic that was read to its end, whose polls end with it alone. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it is woken while it polls
    private static final class SilentConsumer extends MockConsumer<String, byte[]> {

        private static final long END = 7;

        private final CountDownLatch woken = new CountDownLatch(1);

        SilentConsumer(String topic) {
            super("earliest");
            var node = new Node(0, "localhost", 9092);
            var nodes = new Node[] {node};
            var partition = new TopicPartition(topic, 0);
            updatePartitions(topic, List.of(new PartitionInfo(topic, 0, node, nodes, nodes)));
            updateBeginningOffsets(Map.of(partition, END));
            updateEndOffsets(Map.of(partition, END));
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            return Map.of();
        }

        @Override
        public ConsumerRecords<String, byte[]> poll(Duration timeout) {
            try {
                woken.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptException(e);
            }
            throw new WakeupException();
        }

        @Override
        public void wakeup() {
            woken.countDown();
        }
    }
}
