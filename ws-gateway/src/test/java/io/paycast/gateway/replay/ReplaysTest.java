package io.paycast.gateway.replay;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.Topics;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.Counters.Count;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReplaysTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.PAYMENT_EVENTS, 0);
    private static final Uuid TOPIC = Uuid.randomUuid();
    private static final int MAX_CUSTOMER_RECORDS = 10;

    private final BlockingQueue<Consumer<String, byte[]>> consumers = new LinkedBlockingQueue<>();
    private final Counters counters = new Counters();
    private final Replays replays =
            new Replays(
                    this::takeConsumer,
                    new CursorKeys(new byte[CursorSeal.KEY_BYTES], null),
                    () -> new Ledger(Duration.ofHours(1), 1_000, System::nanoTime, evicted -> {}),
                    new ReplayLimits(
                            4,
                            1_000,
                            MAX_CUSTOMER_RECORDS,
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(30)),
                    counters);

    @AfterEach
    void close() {
        replays.close();
    }

    /** Waits until the test has added one. */
    private Consumer<String, byte[]> takeConsumer() {
        try {
            return consumers.take();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Cursor cursor(long nextOffset) {
        return new Cursor(TOPIC, new long[] {nextOffset});
    }

    @Test
    void aClientThatAsksForManyReplaysAndDisconnectsDelaysNoOther() {
        var blocked = new BlockedConsumer();
        consumers.add(blocked);
        var handles = new ArrayList<Replays.Handle>();
        for (int i = 0; i < 60; i++) {
            handles.add(replays.start(cursor(0), new Receiver("attacker", Entitlement.ALL)));
        }
        blocked.awaitUse();
        consumers.add(new TopicConsumer(0, 0));
        var honest = new Receiver("honest", Entitlement.ALL);
        replays.start(cursor(0), honest);
        honest.awaits("begin 0", "resume 0");
        assertThat(replays.waiting()).isEqualTo(59);
        handles.reversed().forEach(Replays.Handle::cancel);
        assertThat(replays.waiting()).isZero();
        Awaitility.await().until(() -> replays.running() == 0 && blocked.closed());
        assertThat(counters.get(Count.REPLAYS)).isEqualTo(2);
        assertThat(counters.get(Count.REPLAYS_CANCELLED)).isEqualTo(60);
    }

    @Test
    void theAgeIsThatOfTheLastRoundOfTheSlowestReplay() {
        assertThat(replays.age()).isZero();
        consumers.add(new BlockedConsumer());
        var handle = replays.start(cursor(0), new Receiver("one", Entitlement.ALL));
        Awaitility.await().until(() -> replays.age().toMillis() >= 20);
        handle.cancel();
        Awaitility.await().until(() -> replays.age().isZero());
    }

    @Test
    void aCancelledReplayTellsItsClientNothing() {
        var blocked = new BlockedConsumer();
        consumers.add(blocked);
        var receiver = new Receiver("one", Entitlement.ALL);
        var handle = replays.start(cursor(0), receiver);
        blocked.awaitUse();
        handle.cancel();
        Awaitility.await().until(() -> replays.running() == 0);
        assertThat(receiver.heard).isEmpty();
    }

    @Test
    void countsAReplayThatIsCancelledWhileItsConsumerIsCreated() {
        var receiver = new Receiver("one", Entitlement.ALL);
        var handle = replays.start(cursor(0), receiver); // it waits for a consumer
        Awaitility.await().until(() -> counters.get(Count.REPLAYS) == 1);
        handle.cancel();
        consumers.add(new TopicConsumer(0, 0));
        Awaitility.await().until(() -> replays.running() == 0);
        assertThat(counters.get(Count.REPLAYS_CANCELLED)).isEqualTo(1);
        assertThat(receiver.heard).isEmpty();
    }

    @Test
    void readsNothingForACustomerWhoMissedMoreThanMayBeRead() {
        consumers.add(new TopicConsumer(0, MAX_CUSTOMER_RECORDS + 1));
        var customer = new Receiver("customer", Entitlement.ofOrders(Set.of("o1")));
        replays.start(cursor(0), customer);
        customer.awaits("incomplete");
        assertThat(counters.get(Count.REPLAY_RECORDS)).isZero();
    }

    @Test
    void readsForACustomerAsMuchAsMayBeRead() {
        consumers.add(new TopicConsumer(0, MAX_CUSTOMER_RECORDS));
        var customer = new Receiver("customer", Entitlement.ofOrders(Set.of("o1")));
        replays.start(cursor(0), customer);
        customer.awaits("begin 0", "resume " + MAX_CUSTOMER_RECORDS);
        assertThat(counters.get(Count.REPLAY_RECORDS)).isEqualTo(MAX_CUSTOMER_RECORDS);
    }

    @Test
    void readsForAUserWhateverWasMissed() {
        consumers.add(new TopicConsumer(0, 5 * MAX_CUSTOMER_RECORDS));
        var user = new Receiver("user", Entitlement.ALL);
        replays.start(cursor(0), user);
        user.awaits("begin 0", "resume " + 5 * MAX_CUSTOMER_RECORDS);
    }

    /** A welcome names how many updates follow, so they are counted before the first is sent. */
    @Test
    void readsTwiceRatherThanKeepingMoreThanAMebibyteOfFrames() {
        int missed = 5_000; // of about 330 bytes each
        var codec = new PaymentEventCodec();
        var records = IntStream.range(0, missed).mapToObj(i -> payment(codec, i, "o")).toList();
        consumers.add(new TopicConsumer(0, missed, offset -> records.get((int) offset)));
        var user = new Receiver("user", Entitlement.ALL);
        replays.start(cursor(0), user);
        Awaitility.await().untilAsserted(() -> assertThat(user.heard).endsWith("resume " + missed));
        assertThat(user.heard.peek()).isEqualTo("begin " + missed);
        assertThat(counters.get(Count.REPLAY_RECORDS)).isEqualTo(2 * missed);
        assertThat(user.frameBytes).isGreaterThan(1024 * 1024);
    }

    private static ConsumerRecord<String, byte[]> payment(
            PaymentEventCodec codec, int offset, String order) {
        var record = codec.encode(event("pay" + offset, AUTHORIZED, order), null);
        return new ConsumerRecord<>(
                PARTITION.topic(),
                0,
                offset,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    @Test
    void reportsAGapIfRetentionDeletesRecordsBeforeTheyAreRead() {
        var consumer = new TopicConsumer(0, 20);
        consumer.deleteAfterLookup(5);
        consumers.add(consumer);
        var user = new Receiver("user", Entitlement.ALL);
        replays.start(cursor(3), user);
        user.awaits("incomplete");
    }

    @Test
    void reportsAGapForACursorThatIsOlderThanKafkasRecords() {
        consumers.add(new TopicConsumer(5, 20));
        var user = new Receiver("user", Entitlement.ALL);
        replays.start(cursor(4), user);
        user.awaits("incomplete");
    }

    @Test
    void reportsAGapForACursorBeyondTheEndOfKafkasRecords() {
        consumers.add(new TopicConsumer(5, 20));
        var user = new Receiver("user", Entitlement.ALL);
        replays.start(cursor(21), user);
        user.awaits("incomplete");
    }

    @Test
    void readsNothingIfTheJournalReachesBackToTheCursor() {
        consumers.add(new TopicConsumer(5, 20));
        var user = new Receiver("user", Entitlement.ALL);
        user.journalStartsAt = 20;
        replays.start(cursor(20), user);
        user.awaits("resume 20");
        assertThat(counters.get(Count.REPLAY_RECORDS)).isZero();
    }

    /**
     * What the earlier filter or token selected must not be sent after the reply to the new one.
     */
    @Test
    void sendsNothingOfTheEarlierInterestOnceTheClientHasAnother() {
        int missed = 1_000; // several batches
        var codec = new PaymentEventCodec();
        var records =
                IntStream.range(0, missed)
                        .mapToObj(i -> payment(codec, i, i % 2 == 0 ? "even" : "odd"))
                        .toList();
        consumers.add(new TopicConsumer(0, missed, offset -> records.get((int) offset)));
        var both = Interest.permitted(Entitlement.ofOrders(Set.of("even", "odd")));
        var user = new Receiver("user", Entitlement.ALL);
        user.interest = both;
        user.onFirstFrames =
                () -> user.interest = Interest.permitted(Entitlement.ofOrders(Set.of("odd")));
        replays.start(cursor(0), user);
        Awaitility.await().untilAsserted(() -> assertThat(user.heard).contains("resume " + missed));
        var sent = List.copyOf(user.payments);
        assertThat(sent.subList(user.firstFrames, sent.size())).noneMatch(ReplaysTest::isEven);
        assertThat(sent).doesNotHaveDuplicates();
        assertThat(sent.stream().filter(payment -> !isEven(payment))).hasSize(missed / 2);
    }

    private static boolean isEven(String payment) {
        return Integer.parseInt(payment.substring("pay".length())) % 2 == 0;
    }

    /** Notes what a client would notice. */
    private static final class Receiver implements ReplayReceiver {
        private final String subject;
        private final Entitlement entitlement;
        private volatile Interest interest;
        private volatile Runnable onFirstFrames = () -> {};
        private volatile int firstFrames;
        private final List<String> payments = Collections.synchronizedList(new ArrayList<>());
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private volatile long frameBytes;
        private volatile long journalStartsAt = Long.MAX_VALUE;

        Receiver(String subject, Entitlement entitlement) {
            this.subject = subject;
            this.entitlement = entitlement;
            this.interest = Interest.permitted(entitlement);
        }

        void awaits(String... events) {
            Awaitility.await().until(() -> heard.size() >= events.length);
            assertThat(heard).containsExactly(events);
        }

        @Override
        public ReplayOwner owner() {
            return new ReplayOwner(
                    ClientNetwork.of(InetAddress.getLoopbackAddress()), subject, entitlement);
        }

        @Override
        public boolean wantsCount() {
            return true;
        }

        @Override
        public Interest interest() {
            return interest;
        }

        @Override
        public boolean resumeAtOnce(Cursor seen) {
            return seen.nextOffset(0) >= journalStartsAt && resumeFromJournal(seen);
        }

        @Override
        public void begin(int missed) {
            heard.add("begin " + missed);
        }

        @Override
        public void incomplete() {
            heard.add("incomplete");
        }

        @Override
        public boolean send(ByteBuf frames, ReplayTurn turn) {
            frameBytes = frameBytes + frames.readableBytes();
            while (frames.isReadable()) {
                payments.add(
                        JsonMapper.shared()
                                .readTree(Frames.readNext(frames).payload())
                                .path("PaymentId")
                                .asString());
            }
            frames.release();
            if (firstFrames == 0) {
                firstFrames = payments.size();
                onFirstFrames.run();
            }
            heard.add("frames");
            return true;
        }

        @Override
        public boolean resumeFromJournal(Cursor reached) {
            heard.add("resume " + reached.nextOffset(0));
            return true;
        }

        @Override
        public void failed() {
            heard.add("failed");
        }
    }

    /** A consumer of a topic with one partition. */
    private static class TopicConsumer extends MockConsumer<String, byte[]> {
        private final long oldest;
        private final long end;
        private final LongFunction<ConsumerRecord<String, byte[]>> records;
        private long deletedBefore;

        /** The records are not payment events. */
        TopicConsumer(long oldest, long end) {
            this(
                    oldest,
                    end,
                    offset ->
                            new ConsumerRecord<>(
                                    PARTITION.topic(),
                                    0,
                                    offset,
                                    "payment",
                                    new byte[] {'{', '}'}));
        }

        TopicConsumer(long oldest, long end, LongFunction<ConsumerRecord<String, byte[]>> records) {
            super("none");
            this.records = records;
            this.oldest = oldest;
            var node = new Node(0, "localhost", 9092);
            var nodes = new Node[] {node};
            updatePartitions(
                    PARTITION.topic(),
                    List.of(new PartitionInfo(PARTITION.topic(), 0, node, nodes, nodes)));
            updateBeginningOffsets(Map.of(PARTITION, oldest));
            updateEndOffsets(Map.of(PARTITION, end));
            this.end = end;
        }

        /** Lets retention delete records once the oldest offset was looked up. */
        void deleteAfterLookup(long before) {
            deletedBefore = before;
        }

        /** The base class forgets the records that it has returned. */
        @Override
        public synchronized void seek(TopicPartition partition, long from) {
            super.seek(partition, from);
            for (long offset = from; offset < end; offset++) {
                addRecord(records.apply(offset));
            }
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(
                Collection<TopicPartition> of) {
            var offsets = Map.of(PARTITION, oldest);
            updateBeginningOffsets(Map.of(PARTITION, Math.max(oldest, deletedBefore)));
            return offsets;
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            return Map.of();
        }
    }

    /** A consumer whose broker does not answer until the consumer is woken. */
    private static final class BlockedConsumer extends TopicConsumer {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch woken = new CountDownLatch(1);

        BlockedConsumer() {
            super(0, 1);
        }

        /** Waits until a replay waits for the broker. */
        void awaitUse() {
            Awaitility.await().until(() -> asked.getCount() == 0);
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // woken while it waits
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> of) {
            asked.countDown();
            try {
                woken.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new WakeupException();
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public void wakeup() {
            woken.countDown();
        }
    }
}
