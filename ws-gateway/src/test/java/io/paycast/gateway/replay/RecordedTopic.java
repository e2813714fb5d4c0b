package io.paycast.gateway.replay;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A consumer of a topic with payment events. All of them are within the time of a warm-up. */
final class RecordedTopic extends MockConsumer<String, byte[]> {

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final List<List<PaymentEvent>> events = new ArrayList<>();
    private final Random random;

    RecordedTopic(int partitions, Random random) {
        super("none");
        this.random = random;
        var node = new Node(0, "localhost", 9092);
        var nodes = new Node[] {node};
        var infos = new ArrayList<PartitionInfo>();
        for (int partition = 0; partition < partitions; partition++) {
            events.add(new ArrayList<>());
            infos.add(new PartitionInfo(Topics.PAYMENT_EVENTS, partition, node, nodes, nodes));
        }
        updatePartitions(Topics.PAYMENT_EVENTS, infos);
    }

    void append(int partition, PaymentEvent event) {
        events.get(partition).add(event);
    }

    List<PaymentEvent> events(int partition) {
        return events.get(partition);
    }

    /** Returns a few records of one of the partitions that have some. */
    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        var unread =
                assignment().stream()
                        .filter(it -> !paused().contains(it))
                        .filter(it -> position(it) < events.get(it.partition()).size())
                        .toList();
        if (unread.isEmpty()) {
            return ConsumerRecords.empty();
        }
        var partition = unread.get(random.nextInt(unread.size()));
        int from = (int) position(partition);
        int left = events.get(partition.partition()).size() - from;
        int to = from + 1 + random.nextInt(Math.min(left, 5));
        seek(partition, to);
        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (int offset = from; offset < to; offset++) {
            batch.add(message(partition.partition(), offset));
        }
        return new ConsumerRecords<>(Map.of(partition, batch), Map.of());
    }

    private ConsumerRecord<String, byte[]> message(int partition, int offset) {
        var encoded = codec.encode(events.get(partition).get(offset), null);
        var message =
                new ConsumerRecord<>(
                        encoded.topic(), partition, offset, encoded.key(), encoded.value());
        encoded.headers().forEach(message.headers()::add);
        return message;
    }

    @Override
    public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> of) {
        var offsets = new HashMap<TopicPartition, Long>();
        of.forEach(partition -> offsets.put(partition, 0L));
        return offsets;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> of) {
        var offsets = new HashMap<TopicPartition, Long>();
        of.forEach(it -> offsets.put(it, (long) events.get(it.partition()).size()));
        return offsets;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times) {
        var found = new HashMap<TopicPartition, OffsetAndTimestamp>();
        times.forEach((partition, time) -> {
            if (!events.get(partition.partition()).isEmpty()) {
                found.put(partition, new OffsetAndTimestamp(0, 0));
            }
        });
        return found;
    }
}
