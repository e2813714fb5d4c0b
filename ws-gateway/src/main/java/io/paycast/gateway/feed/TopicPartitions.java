package io.paycast.gateway.feed;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Queries a topic's partitions and offsets from the broker. */
final class TopicPartitions {

    private TopicPartitions() {}

    /** All partitions of a topic; empty if the topic does not exist. */
    static List<TopicPartition> of(Consumer<?, ?> consumer, String topic) {
        var found = consumer.partitionsFor(topic);
        return found == null
                ? List.of()
                : found.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
    }

    /** For each partition the first offset of its time or later, or its end if there is none. */
    static Map<TopicPartition, Long> offsetsAt(
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Instant> times) {
        var wanted = new HashMap<TopicPartition, Long>();
        times.forEach((partition, time) -> wanted.put(partition, time.toEpochMilli()));
        var offsets = new HashMap<>(consumer.endOffsets(partitions));
        consumer.offsetsForTimes(wanted)
                .forEach((partition, found) -> {
                    if (found != null) {
                        offsets.put(partition, found.offset());
                    }
                });
        return offsets;
    }
}
