package io.paycast.gateway.replay;

import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.Counters.Count;
import io.paycast.liveness.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;

/**
 * Reads the records of {@code payment-events} between two cursors, after a warm-up of earlier
 * records that show which states were already known. Reading ends at a position and not at a
 * record, because the last offsets of a partition may be those of transaction markers or of an
 * aborted transaction. Confined to one thread.
 */
final class MissedRecords {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int MAX_EMPTY_POLLS = 10;

    /** The default of Kafka's {@code message.timestamp.after.max.ms}. */
    private static final long MAX_MILLIS_AHEAD = Duration.ofHours(1).toMillis();

    private final Consumer<String, byte[]> consumer;
    private final Counters counters;
    private final Progress progress;
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

    /**
     * What to read.
     *
     * @param from the offset to read from in each partition
     */
    record Range(Map<TopicPartition, Long> from, Cursor after, Cursor upTo) {

        boolean isEmpty() {
            return from.isEmpty();
        }

        /** What is left after a later cursor, with all before it as the warm-up. */
        Range rest(Cursor reached, Cursor end) {
            return new Range(from, reached, end);
        }

        /** How many records it has at most, warm-up included. */
        long records() {
            return from.entrySet().stream()
                    .mapToLong(it -> upTo.nextOffset(it.getKey().partition()) - it.getValue())
                    .sum();
        }
    }

    /**
     * @param consumer one without an offset reset: what Kafka deleted must not be skipped silently
     * @param progress notes each poll
     */
    MissedRecords(Consumer<String, byte[]> consumer, Counters counters, Progress progress) {
        this.consumer = consumer;
        this.counters = counters;
        this.progress = progress;
        this.partitions =
                consumer.partitionsFor(Topics.PAYMENT_EVENTS).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
    }

    /** The cursor of a client that has seen nothing that Kafka holds. */
    Cursor oldest(Cursor ofTopic) {
        return cursor(ofTopic, consumer.beginningOffsets(partitions));
    }

    /** The cursor of a client that has seen everything that Kafka holds. */
    Cursor newest(Cursor ofTopic) {
        return cursor(ofTopic, consumer.endOffsets(partitions));
    }

    /** What lies between two cursors, without a warm-up. */
    Range between(Cursor after, Cursor upTo) {
        var from = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            long next = after.nextOffset(partition.partition());
            if (next < upTo.nextOffset(partition.partition())) {
                from.put(partition, next);
            }
        }
        return new Range(from, after, upTo);
    }

    /**
     * What lies between two cursors, with a warm-up of every partition: one that has no missed
     * records yet may get some before the journal takes over. Empty if there are no records, only
     * markers.
     *
     * @param warmUp how much time before the first missed record the warm-up covers
     * @throws OffsetOutOfRangeException if Kafka has deleted some of it
     * @throws TimeoutException if the broker does not answer
     */
    Range withWarmUp(Cursor after, Cursor upTo, Duration warmUp) {
        long earliest = earliestMillis(between(after, upTo));
        if (earliest == Long.MAX_VALUE) {
            return new Range(Map.of(), after, upTo);
        }
        long begin = Instant.ofEpochMilli(earliest).minus(warmUp).toEpochMilli();
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> times.put(partition, begin));
        var found = consumer.offsetsForTimes(times);
        var from = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            long next = after.nextOffset(partition.partition());
            var warm = found.get(partition);
            from.put(partition, warm == null ? next : Math.min(next, warm.offset()));
        }
        return new Range(from, after, upTo);
    }

    /**
     * Reads records.
     *
     * @throws OffsetOutOfRangeException if Kafka has deleted some of them
     * @throws TimeoutException if the broker does not answer
     */
    void read(Range range, Reader reader) {
        poll(
                range,
                batch -> {
                    counters.add(Count.REPLAY_RECORDS, batch.count());
                    for (var message : batch) {
                        if (message.offset() < range.after().nextOffset(message.partition())) {
                            reader.onKnown(message);
                        } else if (message.offset() < range.upTo().nextOffset(message.partition())
                                && !reader.onMissed(message)) {
                            return false;
                        }
                    }
                    return true;
                },
                false);
    }

    /**
     * The record time of the first record; {@link Long#MAX_VALUE} if there is none. If the producer
     * set it, the true time may be an hour earlier: the broker accepts no record that is further
     * ahead.
     */
    private long earliestMillis(Range range) {
        long[] earliest = {Long.MAX_VALUE};
        poll(
                range,
                batch -> {
                    for (var partition : batch.partitions()) {
                        var first = batch.records(partition).getFirst();
                        if (first.offset() < range.upTo().nextOffset(first.partition())) {
                            earliest[0] = Math.min(earliest[0], boundedTime(first));
                        }
                    }
                    return true;
                },
                true);
        return earliest[0];
    }

    private interface BatchReader {
        /** Returns false to stop. */
        boolean onBatch(ConsumerRecords<String, byte[]> batch);
    }

    /**
     * Polls until the position of each partition has reached the end of the range.
     *
     * @param onlyFirst whether one batch of a partition is enough
     */
    private void poll(Range range, BatchReader reader, boolean onlyFirst) {
        var from = new HashMap<>(range.from());
        from.entrySet()
                .removeIf(it -> it.getValue() >= range.upTo().nextOffset(it.getKey().partition()));
        // without an offset reset, a poll fails if a partition has no position
        consumer.assign(from.keySet());
        consumer.resume(from.keySet()); // an earlier reading may have paused some
        from.forEach(consumer::seek);
        var unfinished = new HashSet<>(from.keySet());
        int emptyPolls = 0;
        while (!unfinished.isEmpty()) {
            consumer.pause(from.keySet().stream().filter(p -> !unfinished.contains(p)).toList());
            long before = positions(unfinished);
            var batch = consumer.poll(POLL);
            if (!reader.onBatch(batch)) {
                return;
            }
            progress.roundCompleted();
            // transaction markers move a position without a record
            boolean moved = positions(unfinished) > before;
            unfinished.removeIf(
                    p -> consumer.position(p) >= range.upTo().nextOffset(p.partition()));
            if (onlyFirst) {
                unfinished.removeAll(batch.partitions());
            }
            emptyPolls = moved ? 0 : emptyPolls + 1;
            if (emptyPolls > MAX_EMPTY_POLLS) {
                throw new TimeoutException(
                        "the broker returned no records for " + MAX_EMPTY_POLLS + " polls");
            }
        }
    }

    private long positions(Iterable<TopicPartition> of) {
        long sum = 0;
        for (var partition : of) {
            sum += consumer.position(partition);
        }
        return sum;
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
