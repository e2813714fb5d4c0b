package io.paycast.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** The records that a replay reads. */
class MissedRecordsTest {

    private static final TopicPartition FIRST = new TopicPartition(Topics.PAYMENT_EVENTS, 0);
    private static final TopicPartition SECOND = new TopicPartition(Topics.PAYMENT_EVENTS, 1);
    private static final Uuid TOPIC = Uuid.randomUuid();

    @Test
    void readsPartitionsWhoseRecordsArriveInDifferentPolls() {
        try (var consumer = new OnePartitionPerPoll()) {
            var records =
                    new MissedRecords(consumer, new Counters(), new Progress(System::nanoTime));
            var range =
                    records.withWarmUp(
                            new Cursor(TOPIC, new long[] {0, 0}),
                            new Cursor(TOPIC, new long[] {1, 1}),
                            Duration.ofMinutes(1));
            var missed = new ArrayList<Integer>();
            records.read(
                    range,
                    new MissedRecords.Reader() {
                        @Override
                        public void onKnown(ConsumerRecord<String, byte[]> message) {}

                        @Override
                        public boolean onMissed(ConsumerRecord<String, byte[]> message) {
                            return missed.add(message.partition());
                        }
                    });
            assertThat(missed).containsExactlyInAnyOrder(0, 1);
        }
    }

    /** A consumer whose polls return one record of one partition, as those of a large topic may. */
    private static final class OnePartitionPerPoll extends MockConsumer<String, byte[]> {

        OnePartitionPerPoll() {
            super("none");
            var node = new Node(1, "localhost", 9092);
            var nodes = new Node[] {node};
            updatePartitions(
                    Topics.PAYMENT_EVENTS,
                    List.of(
                            new PartitionInfo(Topics.PAYMENT_EVENTS, 0, node, nodes, nodes),
                            new PartitionInfo(Topics.PAYMENT_EVENTS, 1, node, nodes, nodes)));
        }

        @Override
        public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
            for (var partition : List.of(FIRST, SECOND)) {
                if (!paused().contains(partition) && position(partition) == 0) {
                    seek(partition, 1);
                    var message =
                            new ConsumerRecord<>(
                                    partition.topic(),
                                    partition.partition(),
                                    0,
                                    "payment",
                                    new byte[0]);
                    return new ConsumerRecords<>(Map.of(partition, List.of(message)), Map.of());
                }
            }
            return ConsumerRecords.empty();
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            return Map.of();
        }
    }
}
