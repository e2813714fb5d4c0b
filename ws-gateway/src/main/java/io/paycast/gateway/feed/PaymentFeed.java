package io.paycast.gateway.feed;

import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of {@code payment-events}, without a group, on a thread of its own: first
 * the window that lies behind, then what comes. A fault of the broker is waited out; the feed goes
 * on where it was.
 */
public final class PaymentFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PaymentFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** How long records that are at the broker take to come, at most. */
    private static final Duration FOLLOWING = Duration.ofMillis(1);

    /** So many records, some milliseconds' work, are passed on though more were fetched. */
    private static final int MOST_AT_ONCE = 256;

    /** How often what changes seldom is looked at: partitions, lag. */
    private static final long LOOK_AROUND_NANOS = POLL.toNanos();

    private final ConsumerLoop loop;
    private final Supplier<Uuid> topicIds;
    private final RecordProcessor updates;
    private final Runnable wake;
    private final Duration window;
    private final Duration warmUp;
    private final InstantSource clock;

    // confined to the loop's thread
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> shownFrom = new HashMap<>();
    private final Map<TopicPartition, Long> liveFrom = new HashMap<>();
    private long taken;
    private long passedOn;

    private volatile FeedStatus status = FeedStatus.CONNECTING;
    private volatile long lag = -1;

    /**
     * @param consumers makes a consumer without a group, best one whose polls bring a record each
     * @param topicIds asks the broker for the topic's id
     * @param wake called after records were taken in
     * @param window how far back to read at first
     * @param warmUp the first part of the window, which is read only to recognise repeats
     */
    public PaymentFeed(
            Supplier<Consumer<String, byte[]>> consumers,
            Supplier<Uuid> topicIds,
            RecordProcessor updates,
            Runnable wake,
            Duration window,
            Duration warmUp,
            InstantSource clock) {
        this.loop = new ConsumerLoop("payment-feed", consumers, this::follow);
        this.topicIds = topicIds;
        this.updates = updates;
        this.wake = wake;
        this.window = window;
        this.warmUp = warmUp;
        this.clock = clock;
    }

    /** Begins to read. */
    public void start() {
        loop.start();
    }

    /** How far the feed is; any thread. */
    public FeedStatus status() {
        return status;
    }

    /** How many records it is behind, or -1 while that is unknown; any thread. */
    public long lag() {
        return lag;
    }

    /** Stops reading, and waits until the thread has ended. */
    @Override
    public void close() {
        loop.close();
        status = FeedStatus.STOPPED;
    }

    private void follow(Consumer<String, byte[]> consumer) {
        if (!assignAll(consumer)) {
            LOG.info("feed waits for the topic {}", Topics.PAYMENT_EVENTS);
            return;
        }
        var gathering = new PollBatcher();
        long lookedAround = System.nanoTime();
        while (!loop.isStopped()) {
            // ahead of the poll, which waits where nothing is left to read
            if (status == FeedStatus.CATCHING_UP) {
                noteIfCaughtUp(consumer);
            }
            long records = takeNext(consumer, gathering.hasWaited());
            if (System.nanoTime() - lookedAround >= LOOK_AROUND_NANOS) {
                lag = lagOf(consumer);
                // asks the consumer's own metadata, which it refreshes by itself
                assignAll(consumer);
                lookedAround = System.nanoTime();
            }
            gathering.after(records);
        }
    }

    /**
     * Takes in what has come, and passes it on: a record that came alone ahead of the next fetch,
     * which is sent by the poll that finds no more of the last one.
     *
     * @param gathered whether records had time to gather
     * @return how many there were
     */
    private long takeNext(Consumer<String, byte[]> consumer, boolean gathered) {
        long before = taken;
        take(consumer.poll(POLL));
        if (taken == before) {
            return 0;
        }
        if (!gathered) {
            passOn();
        }
        try {
            takeFetched(consumer);
            if (gathered) {
                // what came was fetched before the wait; what gathered meanwhile follows at once
                take(consumer.poll(FOLLOWING));
                takeFetched(consumer);
            }
        } finally {
            passOn();
        }
        return taken - before;
    }

    /** Takes in the rest of what was fetched. */
    private void takeFetched(Consumer<String, byte[]> consumer) {
        long most = taken + MOST_AT_ONCE;
        long before;
        do {
            before = taken;
            take(consumer.poll(Duration.ZERO));
        } while (taken > before && taken < most);
    }

    private void passOn() {
        if (taken > passedOn) {
            passedOn = taken;
            wake.run();
        }
    }

    private void take(ConsumerRecords<String, byte[]> batch) {
        batch.forEach(this::take);
    }

    private void take(ConsumerRecord<String, byte[]> message) {
        var partition = new TopicPartition(message.topic(), message.partition());
        taken++;
        next.put(partition, message.offset() + 1);
        if (message.offset() < shownFrom.getOrDefault(partition, 0L)) {
            updates.warmUp(message);
        } else {
            updates.accept(message);
        }
    }

    /**
     * Assigns all partitions, each from the record on that the feed has not taken yet.
     *
     * @return false if the topic does not exist
     */
    private boolean assignAll(Consumer<String, byte[]> consumer) {
        var all = TopicPartitions.of(consumer, Topics.PAYMENT_EVENTS);
        if (all.isEmpty() || consumer.assignment().containsAll(all)) {
            return !all.isEmpty();
        }
        consumer.assign(all);
        if (next.isEmpty()) {
            begin(consumer, all);
        }
        // a partition that was added later holds only what came since
        all.forEach(partition -> next.putIfAbsent(partition, 0L));
        all.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
        return true;
    }

    private void begin(Consumer<String, byte[]> consumer, List<TopicPartition> all) {
        status = FeedStatus.CATCHING_UP;
        var now = clock.instant();
        var topicId = topicIds.get();
        var ends = consumer.endOffsets(all);
        var readFrom = TopicPartitions.offsetsAt(consumer, all, now.minus(window));
        var newsFrom = TopicPartitions.offsetsAt(consumer, all, now.minus(window).plus(warmUp));
        updates.begin(cursor(topicId, readFrom), cursor(topicId, newsFrom));
        liveFrom.putAll(ends);
        shownFrom.putAll(newsFrom);
        next.putAll(readFrom);
    }

    private static Cursor cursor(Uuid topicId, Map<TopicPartition, Long> nextOffsets) {
        var next = new long[nextOffsets.size()];
        nextOffsets.forEach((partition, offset) -> next[partition.partition()] = offset);
        return new Cursor(topicId, next);
    }

    private void noteIfCaughtUp(Consumer<String, byte[]> consumer) {
        boolean caughtUp =
                liveFrom.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        if (caughtUp) {
            status = FeedStatus.LIVE;
            LOG.info("feed live partitions={}", next.size());
        }
    }

    private static long lagOf(Consumer<String, byte[]> consumer) {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }
}
