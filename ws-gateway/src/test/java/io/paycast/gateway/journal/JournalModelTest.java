package io.paycast.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.paycast.gateway.cursor.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
            List<String> orders = random.nextBoolean() ? List.of("order") : List.of();
            var entry =
                    new Entry(
                            journal.head(),
                            frame.length,
                            partition,
                            offset,
                            cursor,
                            entries.size(),
                            "payment-" + random.nextInt(4),
                            orders,
                            "ae",
                            false);
            journal.append(
                    frame.length,
                    memory -> memory.writeBytes(frame),
                    partition,
                    offset,
                    cursor,
                    entry.receivedAtMicros(),
                    entry.paymentId(),
                    orders,
                    "ae",
                    false);
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
            checkFrames(first, from);
            checkCursor(first, from);
            checkResume();
            checkLast();
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
            var offsets = new long[PARTITIONS];
            for (int partition = 0; partition < PARTITIONS; partition++) {
                long next = cursor.nextOffset(partition);
                offsets[partition] = Math.max(0, next - random.nextInt(8));
            }
            var seen = new Cursor(Uuid.ONE_UUID, offsets);
            var position = journal.positionBefore(seen);
            if (position.isPresent()) {
                assertThat(position.getAsLong()).isGreaterThanOrEqualTo(journal.tail());
                assertThat(entries)
                        .filteredOn(e -> e.position() < position.getAsLong())
                        .allMatch(e -> e.offset() < seen.nextOffset(e.partition()));
            } else {
                assertThat(journal.tailCursor().isBefore(seen)).isFalse();
            }
        }

        private void checkLast() {
            int count = 1 + random.nextInt(6);
            var payment = "payment-" + random.nextInt(4);
            var held =
                    entries.stream()
                            .filter(e -> e.position() >= journal.tail())
                            .filter(e -> e.paymentId().equals(payment))
                            .toList();
            long expected =
                    held.isEmpty()
                            ? journal.head()
                            : held.get(Math.max(0, held.size() - count)).position();
            assertThat(
                            journal.positionOfLast(
                                    count,
                                    journal.head(),
                                    entry -> entry.paymentId().equals(payment)))
                    .isEqualTo(expected);
        }
    }
}
