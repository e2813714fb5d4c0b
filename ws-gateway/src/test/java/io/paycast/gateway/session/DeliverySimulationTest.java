package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.protocol.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Simulates two gateways that read the same partitions at their own pace, and clients that join,
 * stall, read, fall behind the journal, lose their connection with bytes in flight, and resume at
 * either gateway. After each step every client must have the updates of its interest, once and in
 * order.
 */
class DeliverySimulationTest {

    private static final int SEEDS = 30;
    private static final int STEPS = 2_500;
    private static final int PARTITIONS = 3;
    private static final int ORDERS = 4;
    private static final Uuid TOPIC = Uuid.randomUuid();

    @Test
    void losesNothingRepeatsNothingAndKeepsTheOrder() {
        int resumed = 0;
        int fellBehind = 0;
        for (int i = 0; i < SEEDS; i++) {
            var world = run(Long.getLong("paycast.seed", new Random().nextLong()));
            resumed += world.resumed;
            fellBehind += world.fellBehind;
        }
        assertThat(List.of(resumed, fellBehind)).allMatch(count -> count > SEEDS);
    }

    private static World run(long seed) {
        try {
            var world = new World(new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.settle();
            return world;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static String seal(Cursor cursor) {
        return LongStream.of(IntStream.range(0, PARTITIONS).mapToLong(cursor::nextOffset).toArray())
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
    }

    /** The topic, the gateways and the clients. */
    private static final class World {
        final Random random;
        final List<List<Update>> topic = new ArrayList<>();
        final List<Gateway> gateways = new ArrayList<>();
        final List<Client> clients = new ArrayList<>();
        int resumed;
        int fellBehind;

        World(Random random) {
            this.random = random;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                topic.add(new ArrayList<>());
            }
            gateways.add(new Gateway(this));
            gateways.add(new Gateway(this));
            for (int i = 0; i < 6; i++) {
                clients.add(new Client(this, i));
            }
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> append();
                case 3, 4, 5 -> anyOf(gateways).read();
                default -> anyOf(clients).act();
            }
            clients.forEach(Client::check);
        }

        /** Most payments belong to one order; some have had another before. */
        private List<String> orders() {
            var order = "o" + random.nextInt(ORDERS);
            return random.nextInt(4) > 0
                    ? List.of(order)
                    : List.of("o" + random.nextInt(ORDERS), order);
        }

        void append() {
            for (int burst = random.nextInt(8); burst >= 0; burst--) {
                int partition = random.nextInt(PARTITIONS);
                int offset = topic.get(partition).size();
                boolean duplicate = random.nextInt(4) == 0;
                topic.get(partition)
                        .add(
                                new Update(
                                        partition,
                                        offset,
                                        orders(),
                                        duplicate,
                                        partition + ":" + offset + "#".repeat(random.nextInt(40))));
            }
        }

        /** Lets all clients catch up. Afterwards nothing may be missing. */
        void settle() {
            gateways.forEach(Gateway::readAll);
            for (var client : clients) {
                client.readAll();
                client.reconnect();
                client.check();
                assertThat(client.missing()).as("%s misses", client).isEmpty();
            }
        }

        <T> T anyOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }

    private record Update(
            int partition, int offset, List<String> orders, boolean duplicate, String text) {}

    private static final class Gateway {
        final World world;
        final Journal journal = new Journal(3 * 1024, 512);
        final JournalReader reader = new JournalReader(journal);
        final int[] next = new int[PARTITIONS];
        final List<Client> clients = new ArrayList<>();
        long served;

        Gateway(World world) {
            this.world = world;
            journal.begin(new Cursor(TOPIC, new long[PARTITIONS]));
        }

        void read() {
            for (int records = world.random.nextInt(12); records >= 0; records--) {
                readOne(world.random.nextInt(PARTITIONS));
            }
            if (world.random.nextInt(3) > 0) {
                serve();
            }
        }

        void readAll() {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                while (readOne(partition)) {
                    serve();
                }
            }
        }

        boolean readOne(int partition) {
            var updates = world.topic.get(partition);
            if (next[partition] == updates.size()) {
                return false;
            }
            var update = updates.get(next[partition]++);
            var cursor = journal.headCursor().after(partition, update.offset());
            if (!update.duplicate()) {
                byte[] text =
                        ("{\"Update\":\"%s\",\"Cursor\":\"%s\"}")
                                .formatted(update.text(), seal(cursor))
                                .getBytes(StandardCharsets.UTF_8);
                journal.append(
                        Frames.textLength(text.length),
                        memory -> Frames.writeText(memory, text),
                        partition,
                        update.offset(),
                        cursor,
                        0,
                        "p",
                        update.orders(),
                        "ae",
                        false);
            }
            journal.skipTo(cursor);
            return true;
        }

        /** Delivers as a shard does. */
        void serve() {
            long from = served;
            served = journal.head();
            boolean available =
                    journal.forEach(
                            from,
                            served,
                            entry -> {
                                clients.forEach(client -> client.offered(entry));
                                return true;
                            });
            if (!available) {
                clients.forEach(client -> client.missed(from));
            }
            List.copyOf(clients).forEach(Client::served);
        }
    }

    private static final class Client implements FrameWriter {
        final World world;
        final int name;
        final Interest interest;
        final long[] seen = new long[PARTITIONS];
        final List<Update> got = new ArrayList<>();
        final Deque<ByteBuf> inFlight = new ArrayDeque<>();
        @Nullable Gateway gateway;
        @Nullable Delivery delivery;
        @Nullable Cursor lost;
        boolean stalled;

        Client(World world, int name) {
            this.world = world;
            this.name = name;
            this.interest =
                    name % 2 == 0
                            ? Interest.permitted(Entitlement.ALL)
                            : Interest.permitted(
                                    Entitlement.ofOrders(Set.of("o" + name % ORDERS, "o2")));
        }

        void act() {
            switch (world.random.nextInt(6)) {
                case 0 -> stalled = !stalled;
                case 1, 2, 3 -> readOn();
                case 4 -> {
                    if (world.random.nextInt(4) == 0) {
                        disconnect();
                    }
                }
                default -> {
                    if (gateway == null) {
                        connect(world.anyOf(world.gateways));
                    }
                }
            }
        }

        void readAll() {
            stalled = false;
            for (int i = 0; i < 1_000 && gateway != null; i++) {
                readOn();
            }
        }

        void reconnect() {
            if (gateway == null) {
                for (var any : world.gateways) {
                    if (gateway == null) {
                        connect(any);
                    }
                }
                readAll();
            }
        }

        /** Reads what is in flight, which makes it writable again. */
        void readOn() {
            if (stalled) {
                return;
            }
            for (var frames = inFlight.poll(); frames != null; frames = inFlight.poll()) {
                receive(frames);
            }
            served();
        }

        void connect(Gateway to) {
            gateway = to;
            stalled = false;
            var cursor = new Cursor(TOPIC, seen);
            var fresh = new Delivery(to.reader, this, interest, to.served);
            var position = to.journal.positionBefore(cursor);
            if (position.isEmpty()) {
                // the first message says so, and the client continues with the next update
                to.journal.cursorAt(to.served).ifPresent(this::restartAt);
            } else {
                world.resumed++;
            }
            fresh.resumeAfter(position.orElse(to.served), cursor, DeliverySimulationTest::seal);
            delivery = fresh;
            to.clients.add(this);
            served();
        }

        void restartAt(Cursor at) {
            world.fellBehind++;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                seen[partition] = Math.max(seen[partition], at.nextOffset(partition));
            }
            got.clear();
            lost = new Cursor(TOPIC, seen);
        }

        void disconnect() {
            if (gateway != null) {
                gateway.clients.remove(this);
                gateway = null;
                delivery = null;
                inFlight.forEach(ByteBuf::release);
                inFlight.clear();
            }
        }

        void offered(Entry entry) {
            if (delivery != null && !interest.isEverything() && interest.covers(entry)) {
                delivery.offer(entry);
            }
        }

        void missed(long from) {
            if (delivery != null && !interest.isEverything()) {
                delivery.onEvicted(from);
            }
        }

        void served() {
            if (delivery != null && gateway != null && !delivery.deliver(gateway.served)) {
                disconnect();
            }
        }

        @Override
        public boolean isWritable() {
            return inFlight.size() < 2;
        }

        @Override
        public void write(ByteBuf frames) {
            inFlight.add(frames.retainedSlice());
        }

        @Override
        public void flush() {}

        private void receive(ByteBuf frames) {
            while (frames.isReadable()) {
                int second = frames.getUnsignedByte(frames.readerIndex() + 1);
                int length =
                        second == 126
                                ? 4 + frames.getUnsignedShort(frames.readerIndex() + 2)
                                : 2 + second;
                var frame = frames.readSlice(length);
                var parts =
                        new String(Frames.textPayload(frame), StandardCharsets.UTF_8)
                                .split("\"", -1);
                var where = parts[3].replace("#", "").split(":", -1);
                var update =
                        world.topic.get(Integer.parseInt(where[0])).get(Integer.parseInt(where[1]));
                assertThat(parts[3]).isEqualTo(update.text());
                assertThat((long) update.offset())
                        .as("%s is sent in order and once", this)
                        .isGreaterThanOrEqualTo(seen[update.partition()]);
                var cursor = parts[7].split(",", -1);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    long next = Long.parseLong(cursor[partition]);
                    assertThat(next)
                            .as("%s's cursor", this)
                            .isGreaterThanOrEqualTo(seen[partition]);
                    seen[partition] = next;
                }
                got.add(update);
            }
            frames.release();
        }

        /** Asserts that it has every update of its interest up to its cursor. */
        void check() {
            Map<Integer, List<Update>> byPartition = new HashMap<>();
            got.forEach(update ->
                    byPartition
                            .computeIfAbsent(update.partition(), p -> new ArrayList<>())
                            .add(update));
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int from = lost == null ? 0 : (int) lost.nextOffset(partition);
                int upTo = (int) seen[partition];
                var due =
                        world.topic.get(partition).stream()
                                .filter(u -> u.offset() >= from && u.offset() < upTo)
                                .filter(this::isInterestedIn)
                                .toList();
                assertThat(byPartition.getOrDefault(partition, List.of()))
                        .as("%s of partition %d", this, partition)
                        .isEqualTo(due);
            }
        }

        List<Update> missing() {
            return world.topic.stream()
                    .flatMap(List::stream)
                    .filter(this::isInterestedIn)
                    .filter(update -> update.offset() >= seen[update.partition()])
                    .toList();
        }

        private boolean isInterestedIn(Update update) {
            return !update.duplicate()
                    && (interest.isEverything()
                            || update.orders().stream().anyMatch(interest.orderKeys()::contains));
        }

        @Override
        public String toString() {
            return "client " + name;
        }
    }
}
