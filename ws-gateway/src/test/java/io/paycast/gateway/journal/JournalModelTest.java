package io.paycast.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.paycast.gateway.cursor.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the journal with a list of all entries that were ever appended. */
class JournalModelTest {

    private static final int SEEDS = 20;
    private static final int STEPS = 1_500;
    private static final int PARTITIONS = 3;
    private static final int CHUNK = 200;
    private static final int CHUNKS = 5;

    /** The first two have the same hash. */
    private static final List<String> NAMES = List.of("Aa", "BB", "order", "payment");

    private static final List<String> MERCHANTS = List.of("ae", "sa", "kw");

    static List<Long> seeds() {
        return new Random().longs(SEEDS).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void agreesWithAList(long seed) {
        var random = new Random(seed);
        try (var journal = new Journal(CHUNKS * CHUNK, CHUNK)) {
            var model = new Model(random, journal);
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(6) == 0) {
                    model.skip();
                } else {
                    model.append();
                }
                model.check();
            }
            assertThat(journal.tail()).as("evicted, seed %d", seed).isPositive();
        }
    }

    private static final class Model {
        final Random random;
        final Journal journal;
        final List<Entry> entries = new ArrayList<>();
        final List<String> frames = new ArrayList<>();
        Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[PARTITIONS]);
        final Cursor start = cursor;

        Model(Random random, Journal journal) {
            this.random = random;
            this.journal = journal;
            journal.begin(start);
        }

        void skip() {
            int partition = random.nextInt(PARTITIONS);
            cursor = cursor.after(partition, cursor.nextOffset(partition));
            journal.skipTo(cursor);
        }

        void append() {
            int partition = random.nextInt(PARTITIONS);
            long offset = cursor.nextOffset(partition);
            cursor = cursor.after(partition, offset);
            byte[] frame = new byte[1 + random.nextInt(CHUNK / 2)];
            random.nextBytes(frame);
            List<String> orders =
                    switch (random.nextInt(3)) {
                        case 0 -> List.of();
                        case 1 -> List.of(any(NAMES));
                        default -> List.of(any(NAMES), any(NAMES));
                    };
            var payment = any(NAMES);
            var merchant = any(MERCHANTS);
            boolean test = random.nextInt(4) == 0;
            var entry =
                    new Entry(
                            journal.head(),
                            frame.length,
                            partition,
                            offset,
                            cursor,
                            entries.size(),
                            payment,
                            orders,
                            merchant,
                            test);
            journal.append(
                    frame.length,
                    memory -> memory.writeBytes(frame),
                    partition,
                    offset,
                    cursor,
                    entry.receivedAtMicros(),
                    payment,
                    orders,
                    merchant,
                    test);
            entries.add(entry);
            frames.add(ByteBufUtil.hexDump(frame));
        }

        void check() {
            assertThat(journal.headCursor()).isEqualTo(cursor);
            assertThat(journal.head()).isEqualTo(entries.isEmpty() ? 0 : entries.getLast().end());
            assertThat(journal.tail()).isLessThanOrEqualTo(journal.safeTail());
            assertThat(journal.head() - journal.tail()).isLessThanOrEqualTo(CHUNKS * CHUNK);
            int first = random.nextInt(entries.size() + 1);
            long from = first == entries.size() ? journal.head() : entries.get(first).position();
            checkVisit(first, from);
            checkSelection(from);
            checkFrames(first, from);
            checkCursor(first, from);
            checkResume();
        }

        private void checkVisit(int first, long from) {
            var visited = new ArrayList<Entry>();
            boolean available = journal.forEach(from, journal.head(), visited::add);
            assertThat(available).isEqualTo(from >= journal.tail());
            assertThat(visited)
                    .isEqualTo(available ? entries.subList(first, entries.size()) : List.of());
        }

        private void checkFrames(int first, long from) {
            if (from == journal.head()) {
                return;
            }
            var run = journal.read(from, journal.head());
            if (run == null) {
                assertThat(from).isLessThan(journal.tail());
                return;
            }
            var rest = String.join("", frames.subList(first, frames.size()));
            assertThat(rest).startsWith(ByteBufUtil.hexDump(run));
            long end = from + run.readableBytes();
            assertThat(entries).anyMatch(entry -> entry.end() == end);
            run.release();
        }

        private void checkCursor(int first, long from) {
            var expected = first == 0 ? start : entries.get(first - 1).cursor();
            var found = journal.cursorAt(from);
            assertThat(found.isPresent()).isEqualTo(from >= journal.tail());
            found.ifPresent(
                    // where a chunk begins, the cursor also covers the records without a frame
                    at -> assertThat(expected.isBefore(at) && !isAhead(at, first)).isTrue());
        }

        private boolean isAhead(Cursor at, int first) {
            return entries.subList(first, entries.size()).stream()
                    .anyMatch(entry -> entry.offset() < at.nextOffset(entry.partition()));
        }

        private void checkResume() {
            var seen = seen();
            var position = journal.positionBefore(seen);
            if (position.isPresent()) {
                assertThat(position.getAsLong()).isGreaterThanOrEqualTo(journal.tail());
                assertThat(entries)
                        .filteredOn(e -> e.position() < position.getAsLong())
                        .noneMatch(e -> isNew(e, seen));
            } else {
                assertThat(journal.tailCursor().isBefore(seen)).isFalse();
            }
        }

        /** A cursor up to eight records before the end of each partition. */
        private Cursor seen() {
            var offsets = new long[PARTITIONS];
            for (int partition = 0; partition < PARTITIONS; partition++) {
                long next = cursor.nextOffset(partition);
                offsets[partition] = Math.max(0, next - random.nextInt(8));
            }
            return new Cursor(Uuid.ONE_UUID, offsets);
        }

        private static boolean isNew(Entry entry, Cursor seen) {
            return entry.offset() >= seen.nextOffset(entry.partition());
        }

        private void checkSelection(long from) {
            var selection = selection();
            var held =
                    entries.stream()
                            .filter(e -> e.position() >= Math.max(from, journal.tail()))
                            .filter(selection.covers())
                            .toList();
            var visited = new ArrayList<Entry>();
            if (journal.forEach(from, journal.head(), selection, visited::add)) {
                assertThat(visited).isEqualTo(held);
            }
            var seen = seen();
            assertThat(journal.countAfter(seen, from, journal.head(), selection))
                    .isEqualTo((int) held.stream().filter(e -> isNew(e, seen)).count());
            checkLast(selection);
        }

        /** What a token and a filter select: names, merchant and mode, or either. */
        private Selection selection() {
            var names =
                    random.nextBoolean()
                            ? null
                            : Stream.generate(() -> any(NAMES)).limit(random.nextInt(4)).toList();
            var merchant = random.nextBoolean() ? null : any(MERCHANTS);
            var mode = random.nextBoolean() ? null : random.nextBoolean();
            Selection.Audience audience =
                    (merchantCode, test) ->
                            (merchant == null || merchant.equals(merchantCode))
                                    && (mode == null || mode == test);
            return new Selection(
                    names,
                    audience,
                    entry ->
                            audience.sees(entry.merchantCode(), entry.test())
                                    && (names == null || hasAny(entry, names)));
        }

        private static boolean hasAny(Entry entry, List<String> names) {
            return names.contains(entry.paymentId())
                    || names.stream().anyMatch(entry.orderReferences()::contains);
        }

        private void checkLast(Selection selection) {
            int max = 1 + random.nextInt(6);
            var held =
                    entries.stream()
                            .filter(e -> e.position() >= journal.tail())
                            .filter(selection.covers())
                            .toList();
            var last = held.subList(Math.max(0, held.size() - max), held.size());
            long position = last.isEmpty() ? journal.head() : last.getFirst().position();
            assertThat(journal.last(max, journal.head(), selection))
                    .isEqualTo(new Journal.Last(position, last.size()));
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
