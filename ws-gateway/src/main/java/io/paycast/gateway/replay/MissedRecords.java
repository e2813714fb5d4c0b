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
import org.apache.kafka.common.record.TimestampType;

/**
 * Reads the records of {@code payment-events} between two cursors, after a warm-up of earlier
 * records that show which states were already known. Confined to one thread.
 */
final class MissedRecords {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MAX_EMPTY_POLLS = 10;

    /** The default of Kafka's {@code message.timestamp.after.max.ms}. */
    private static final long MAX_MILLIS_AHEAD = Duration.ofHours(1).toMillis();

    private final Consumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Receives records, in the order of each partition. */
    interface Reader {

        /** Receives a record of the warm-up, from before the first cursor. */
        void onKnown(ConsumerRecord<String, byte[]> message);

        /**
         * Receives a record between the two cursors.
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

    /** The cursor of a client that has seen nothing that Kafka holds. */
    Cursor oldest(Cursor ofTopic) {
        return cursor(ofTopic, consumer.beginningOffsets(partitions));
    }

    /** The cursor of a client that has seen everything that Kafka holds. */
    Cursor newest(Cursor ofTopic) {
        return cursor(ofTopic, consumer.endOffsets(partitions));
    }

    /**
     * Reads the records between two cursors.
     *
     * @param warmUp how much time before the first missed record the warm-up covers
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
                throw new TimeoutException(
                        "the broker returned no records for " + MAX_EMPTY_POLLS + " polls");
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

    /** The partitions that have missed records, each with the offset to read from. */
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

    /**
     * The record time of the first missed record. If the producer set it, the true time may be an
     * hour earlier: the broker accepts no record that is further ahead.
     */
    private Instant earliest(Map<TopicPartition, Long> firstMissed) {
        firstMissed.forEach(consumer::seek);
        var waitedFor = new HashSet<>(firstMissed.keySet());
        long earliest = Long.MAX_VALUE;
        for (int polls = 0; !waitedFor.isEmpty() && polls < MAX_EMPTY_POLLS; polls++) {
            var batch = consumer.poll(POLL);
            for (var partition : batch.partitions()) {
                if (waitedFor.remove(partition)) {
                    earliest = Math.min(earliest, boundedTime(batch.records(partition).getFirst()));
                }
            }
        }
        if (!waitedFor.isEmpty()) {
            throw new TimeoutException(
                    "the broker returned no records for " + MAX_EMPTY_POLLS + " polls");
        }
        return Instant.ofEpochMilli(earliest);
    }

    private static long boundedTime(ConsumerRecord<?, ?> message) {
        return message.timestampType() == TimestampType.LOG_APPEND_TIME
                ? message.timestamp()
                : message.timestamp() - MAX_MILLIS_AHEAD;
    }

    private Cursor cursor(Cursor ofTopic, Map<TopicPartition, Long> offsets) {
        var next = new long[partitions.size()];
        offsets.forEach((partition, offset) -> next[partition.partition()] = offset);
        return new Cursor(ofTopic.topicId(), next);
    }
}
