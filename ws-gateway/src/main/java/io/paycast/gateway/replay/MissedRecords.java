package io.paycast.gateway.replay;

import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The records of {@code payment-events} between two cursors, and before them those of a while that
 * tell what was known already. Confined to one thread.
 */
final class MissedRecords {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MAX_EMPTY_POLLS = 10;

    private final Consumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Takes in records in the order of each partition. */
    interface Reader {

        /** A record from before the first cursor. */
        void onKnown(ConsumerRecord<String, byte[]> message);

        /**
         * A record between the two.
         *
         * @return false to stop
         */
        boolean onMissed(ConsumerRecord<String, byte[]> message);
    }

    MissedRecords(Consumer<String, byte[]> consumer) {
        this.consumer = consumer;
        this.partitions =
                consumer.partitionsFor(Topics.PAYMENT_EVENTS).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
    }

    /** Where a client stands that has seen nothing of what Kafka holds. */
    Cursor oldest(Cursor ofTopic) {
        return cursor(ofTopic, consumer.beginningOffsets(partitions));
    }

    /** Where a client stands that has seen all that Kafka holds. */
    Cursor newest(Cursor ofTopic) {
        return cursor(ofTopic, consumer.endOffsets(partitions));
    }

    /**
     * Reads.
     *
     * @param warmUp how long before the first missed record to begin
     * @throws TimeoutException if the broker does not answer
     */
    void read(Cursor after, Cursor upTo, Duration warmUp, Reader reader) {
        var from = startOf(after, upTo, warmUp);
        from.forEach(consumer::seek);
        var unfinished = new HashSet<>(from.keySet());
        int emptyPolls = 0;
        while (!unfinished.isEmpty()) {
            var batch = consumer.poll(POLL);
            emptyPolls = batch.isEmpty() ? emptyPolls + 1 : 0;
            if (emptyPolls > MAX_EMPTY_POLLS) {
                throw new TimeoutException("the broker sends nothing");
            }
            for (var message : batch) {
                if (message.offset() < after.nextOffset(message.partition())) {
                    reader.onKnown(message);
                } else if (message.offset() < upTo.nextOffset(message.partition())
                        && !reader.onMissed(message)) {
                    return;
                }
            }
            unfinished.removeIf(p -> consumer.position(p) >= upTo.nextOffset(p.partition()));
            consumer.pause(partitions.stream().filter(p -> !unfinished.contains(p)).toList());
        }
        consumer.resume(partitions);
    }

    /** The partitions that something was missed of, each from where to read. */
    private Map<TopicPartition, Long> startOf(Cursor after, Cursor upTo, Duration warmUp) {
        var firstMissed = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            long next = after.nextOffset(partition.partition());
            if (next < upTo.nextOffset(partition.partition())) {
                firstMissed.put(partition, next);
            }
        }
        consumer.pause(partitions.stream().filter(p -> !firstMissed.containsKey(p)).toList());
        if (firstMissed.isEmpty()) {
            return firstMissed;
        }
        var times = new HashMap<TopicPartition, Long>();
        long begin = earliest(firstMissed).minus(warmUp).toEpochMilli();
        firstMissed.keySet().forEach(partition -> times.put(partition, begin));
        var found = consumer.offsetsForTimes(times);
        firstMissed.replaceAll((partition, next) -> {
            var warm = found.get(partition);
            return warm == null ? next : Math.min(next, warm.offset());
        });
        return firstMissed;
    }

    /** When the first of the missed records came. */
    private Instant earliest(Map<TopicPartition, Long> firstMissed) {
        firstMissed.forEach(consumer::seek);
        var waitedFor = new HashSet<>(firstMissed.keySet());
        long earliest = Long.MAX_VALUE;
        for (int polls = 0; !waitedFor.isEmpty() && polls < MAX_EMPTY_POLLS; polls++) {
            var batch = consumer.poll(POLL);
            for (var partition : batch.partitions()) {
                if (waitedFor.remove(partition)) {
                    earliest = Math.min(earliest, batch.records(partition).getFirst().timestamp());
                }
            }
        }
        if (!waitedFor.isEmpty()) {
            throw new TimeoutException("the broker sends nothing");
        }
        return Instant.ofEpochMilli(earliest);
    }

    private Cursor cursor(Cursor ofTopic, Map<TopicPartition, Long> offsets) {
        var next = new long[partitions.size()];
        offsets.forEach((partition, offset) -> next[partition.partition()] = offset);
        return new Cursor(ofTopic.topicId(), next);
    }
}
