package io.paycast.gateway.feed;

import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.feed.TopicProbe.TopicState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of {@code payment-events} without a consumer group, on a thread of its own:
 * first the window of earlier records, then new ones. After a fault of the broker, the feed
 * continues where it stopped. If the topic was deleted and created again, the feed reads the new
 * one from its start. If Kafka lost records before they were read, the feed continues after them,
 * and open sessions are closed, so that their clients come back and learn that they miss updates.
 */
public final class PaymentFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** How long records that the broker already has may take to arrive. */
    private static final Duration SHORT_POLL = Duration.ofMillis(1);

    /** Sessions are woken after this many records, a few milliseconds of work. */
    private static final int MAX_RECORDS_PER_WAKE_UP = 256;

    /** The interval at which partitions are checked. */
    private static final long REFRESH_NANOS = POLL.toNanos();

    private final ConsumerLoop loop;
    private final Supplier<TopicProbe> probes;
    private final RecordProcessor processor;
    private final Runnable wake;
    private final ReadWindow window;

    // confined to the loop's thread
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> displayFrom = new HashMap<>();
    private final Map<TopicPartition, Long> liveFrom = new HashMap<>();
    private Uuid topicId = Uuid.ZERO_UUID;
    private boolean missing;
    private boolean lost;
    private boolean restarted;
    private long processed;
    private long wokenFor;

    private volatile boolean attached;
    private volatile boolean caughtUp;
    private volatile long lag = -1;

    /**
     * @param consumers creates a consumer without a group, ideally with one record per poll
     * @param probes creates a probe of the topic
     * @param wake called after records were processed
     */
    public PaymentFeed(
            Supplier<Consumer<String, byte[]>> consumers,
            Supplier<TopicProbe> probes,
            RecordProcessor processor,
            Runnable wake,
            ReadWindow window) {
        this.loop = new ConsumerLoop("payment-feed", consumers, this::follow);
        this.probes = probes;
        this.processor = processor;
        this.wake = wake;
        this.window = window;
    }

    /** Starts reading. */
    public void start() {
        loop.start();
    }

    /** The progress of the feed, derived from its last completed round; any thread. */
    public FeedStatus status() {
        if (loop.isStopped()) {
            return FeedStatus.STOPPED;
        }
        if (!attached || !loop.isLive()) {
            return FeedStatus.CONNECTING;
        }
        return caughtUp ? FeedStatus.LIVE : FeedStatus.CATCHING_UP;
    }

    /** The age of the last completed round; any thread. */
    public Duration age() {
        return loop.age();
    }

    /** The number of records not read yet, or -1 if unknown; any thread. */
    public long lag() {
        return attached && loop.isLive() ? lag : -1;
    }

    /** Stops reading and waits until the thread has ended. */
    @Override
    public void close() {
        loop.close();
    }

    private void follow(Consumer<String, byte[]> consumer) {
        try (var probe = probes.get()) {
            var found = FollowedTopic.await(loop, probe, this::reportMissing);
            if (found.isEmpty()) {
                return;
            }
            attach(consumer, probe, found.get());
            follow(consumer, new FollowedTopic(loop, probe, found.get()));
        } catch (OffsetOutOfRangeException e) {
            lost = true;
            if (e instanceof LogTruncationException truncated) {
                truncated.divergentOffsets().forEach((p, at) -> next.put(p, at.offset()));
            }
            throw e;
        }
    }

    private void follow(Consumer<String, byte[]> consumer, FollowedTopic topic) {
        var batcher = new PollBatcher();
        long refreshedAtNanos = System.nanoTime();
        lag = topic.lag(consumer);
        while (!loop.isStopped()) {
            // Before the poll, which blocks if nothing is left to read.
            if (!caughtUp) {
                checkCaughtUp(consumer);
            }
            long records = pollNext(consumer, batcher.hasWaited());
            if (topic.check(consumer, processed)) {
                lag = topic.lag(consumer);
            }
            if (System.nanoTime() - refreshedAtNanos >= REFRESH_NANOS) {
                // Reads the metadata that the consumer refreshes by itself.
                assignAll(consumer);
                refreshedAtNanos = System.nanoTime();
            }
            batcher.afterPoll(records);
        }
    }

    private void reportMissing() {
        if (attached || !missing) {
            LOG.warn("topic missing topic={}", Topics.PAYMENT_EVENTS);
        }
        missing = true;
        attached = false;
    }

    /** Continues after the last record, or begins if the topic is new. */
    private void attach(Consumer<String, byte[]> consumer, TopicProbe probe, TopicState topic) {
        missing = false;
        if (!next.isEmpty() && !topic.topicId().equals(topicId)) {
            restart(topic);
        }
        topicId = topic.topicId();
        var all = TopicPartitions.of(consumer, Topics.PAYMENT_EVENTS);
        if (all.isEmpty()) {
            throw new KafkaException("The consumer does not know the topic yet.");
        }
        if (next.isEmpty()) {
            begin(consumer, probe, all);
        } else if (lost) {
            skipLost(consumer, probe);
        }
        lost = false;
        assignAll(consumer);
        if (!attached) {
            attached = true;
            loop.roundCompleted();
        }
    }

    /**
     * Forgets the position in a topic that is gone. The ledger stays: what clients were shown
     * remains true, and is not shown again.
     */
    private void restart(TopicState topic) {
        LOG.warn(
                "topic replaced topic={} old={} new={}",
                Topics.PAYMENT_EVENTS,
                topicId,
                topic.topicId());
        processor.topicReplaced();
        caughtUp = false;
        attached = false;
        restarted = true;
        next.clear();
        displayFrom.clear();
        liveFrom.clear();
    }

    /**
     * Continues after records that Kafka deleted before they were read. Where Kafka holds fewer
     * records than were read, it continues with the window, of which the ledger knows the repeats.
     */
    private void skipLost(Consumer<String, byte[]> consumer, TopicProbe probe) {
        var partitions = List.copyOf(next.keySet());
        var first = consumer.beginningOffsets(partitions);
        var ends = consumer.endOffsets(partitions);
        var windowStart = window.start(probe.recordTimes(partitions));
        var inWindow = TopicPartitions.offsetsAt(consumer, partitions, windowStart);
        LOG.warn("records lost topic={} read={} held={}", Topics.PAYMENT_EVENTS, next, first);
        next.replaceAll((partition, offset) ->
                offset > ends.getOrDefault(partition, offset)
                        ? inWindow.getOrDefault(partition, 0L)
                        : Math.max(offset, first.getOrDefault(partition, offset)));
        caughtUp = false;
        attached = false;
        liveFrom.putAll(ends);
        processor.skipLost(cursor(topicId, next));
        wake.run();
    }

    /**
     * Processes the records that have arrived and wakes the sessions. For a single record this
     * happens before the next fetch, which is sent by the poll that finds the last one used up.
     *
     * @param gathered whether the feed has waited so that records gather
     * @return the number of records
     */
    private long pollNext(Consumer<String, byte[]> consumer, boolean gathered) {
        long before = processed;
        process(consumer.poll(POLL));
        if (processed == before) {
            return 0;
        }
        if (!gathered) {
            wakeIfNew();
        }
        try {
            processFetched(consumer);
            if (gathered) {
                // These records were fetched before the wait; those that gathered meanwhile follow.
                process(consumer.poll(SHORT_POLL));
                processFetched(consumer);
            }
        } finally {
            wakeIfNew();
        }
        return processed - before;
    }

    /** Processes the rest of the last fetch. */
    private void processFetched(Consumer<String, byte[]> consumer) {
        long limit = processed + MAX_RECORDS_PER_WAKE_UP;
        long before;
        do {
            before = processed;
            process(consumer.poll(Duration.ZERO));
        } while (processed > before && processed < limit);
    }

    private void wakeIfNew() {
        if (processed > wokenFor) {
            wokenFor = processed;
            wake.run();
        }
    }

    private void process(ConsumerRecords<String, byte[]> batch) {
        batch.forEach(this::process);
    }

    private void process(ConsumerRecord<String, byte[]> message) {
        var partition = new TopicPartition(message.topic(), message.partition());
        processed++;
        next.put(partition, message.offset() + 1);
        if (message.offset() < displayFrom.getOrDefault(partition, 0L)) {
            processor.warmUp(message);
        } else {
            processor.accept(message);
        }
    }

    /** Assigns all partitions, each from its first unread record. */
    private void assignAll(Consumer<String, byte[]> consumer) {
        var all = TopicPartitions.of(consumer, Topics.PAYMENT_EVENTS);
        if (consumer.assignment().containsAll(all)) {
            return;
        }
        consumer.assign(all);
        // A partition that was added later holds only newer records.
        all.forEach(partition -> next.putIfAbsent(partition, 0L));
        all.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
    }

    private void begin(
            Consumer<String, byte[]> consumer, TopicProbe probe, List<TopicPartition> all) {
        caughtUp = false;
        var ends = consumer.endOffsets(all);
        Map<TopicPartition, Long> readFrom;
        Map<TopicPartition, Long> displayOffsets;
        if (restarted) {
            // No client has seen a record of a topic that replaced another.
            readFrom = consumer.beginningOffsets(all);
            displayOffsets = readFrom;
        } else {
            var times = probe.recordTimes(all);
            readFrom = TopicPartitions.offsetsAt(consumer, all, window.start(times));
            displayOffsets = TopicPartitions.offsetsAt(consumer, all, window.displayFrom(times));
        }
        processor.begin(cursor(topicId, readFrom), cursor(topicId, displayOffsets));
        liveFrom.putAll(ends);
        displayFrom.putAll(displayOffsets);
        next.putAll(readFrom);
    }

    private static Cursor cursor(Uuid topicId, Map<TopicPartition, Long> nextOffsets) {
        var next = new long[nextOffsets.size()];
        nextOffsets.forEach((partition, offset) -> next[partition.partition()] = offset);
        return new Cursor(topicId, next);
    }

    private void checkCaughtUp(Consumer<String, byte[]> consumer) {
        boolean reached =
                liveFrom.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (reached) {
            caughtUp = true;
            loop.roundCompleted();
            LOG.info("feed live partitions={}", next.size());
        }
    }
}
