package io.paycast.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.paycast.gateway.cursor.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal of four chunks, each with room for two frames. */
class JournalTest {

    private static final int CHUNK = 64;
    private static final int FRAME = CHUNK / 2;
    private static final int CHUNKS = 4;

    private final Journal journal = new Journal(CHUNKS * CHUNK, CHUNK);

    @BeforeEach
    void begin() {
        journal.begin(cursor(0));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void beginsEmptyAtItsFirstCursor() {
        assertThat(journal.head()).isZero();
        assertThat(journal.tail()).isZero();
        assertThat(journal.headCursor()).isEqualTo(cursor(0));
        assertThat(journal.tailCursor()).isEqualTo(cursor(0));
        assertThat(journal.cursorAt(0)).contains(cursor(0));
        assertThat(visited(0, 0)).isEmpty();
    }

    @Test
    void givesEachFrameThePositionBehindTheOneBefore() {
        append(3);
        assertThat(journal.head()).isEqualTo(3 * FRAME);
        assertThat(journal.headCursor()).isEqualTo(cursor(3));
        assertThat(visited(0, journal.head())).containsExactly(0L, 1L, 2L);
    }

    @Test
    void refusesAFrameThatIsLongerThanAChunk() {
        assertThatThrownBy(() -> append(CHUNK + 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a frame of 65 bytes does not fit a chunk of 64");
        assertThat(journal.head()).isZero();
    }

    @Test
    void knowsBeforeAnEvictionWhatItEvicts() {
        append(6);
        assertThat(journal.safeTail()).as("there is room for another chunk").isZero();
        append(2);
        assertThat(journal.tail()).isZero();
        assertThat(journal.safeTail()).isEqualTo(CHUNK);
        append(1);
        assertThat(journal.tail()).isEqualTo(CHUNK);
        assertThat(journal.safeTail()).isEqualTo(2 * CHUNK);
    }

    @Test
    void evictsTheOldestChunkAndItsCursor() {
        append(2 * CHUNKS + 1);
        assertThat(journal.tail()).isEqualTo(CHUNK);
        assertThat(journal.tailCursor()).isEqualTo(cursor(2));
        assertThat(journal.cursorAt(0)).isEmpty();
        assertThat(journal.read(0, journal.head())).isNull();
        assertThat(visited(CHUNK, journal.head())).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void reportsThatEntriesWereEvictedBeforeTheyCouldBeVisited() {
        append(2 * CHUNKS + 1);
        assertThat(journal.forEach(0, journal.head(), entry -> true)).isFalse();
        assertThat(journal.forEach(0, 0, entry -> true)).as("nothing to visit").isTrue();
    }

    @Test
    void visitsEntriesAcrossChunksUntilTheActionReturnsFalse() {
        append(5);
        assertThat(visited(FRAME, 4 * FRAME)).containsExactly(1L, 2L, 3L);
        var offsets = new ArrayList<Long>();
        boolean available =
                journal.forEach(
                        0,
                        journal.head(),
                        entry -> {
                            offsets.add(entry.offset());
                            return entry.offset() < 2;
                        });
        assertThat(available).isTrue();
        assertThat(offsets).containsExactly(0L, 1L, 2L);
    }

    @Test
    void readsWholeFramesUpToTheEndOfAChunk() {
        append(5);
        assertThat(read(0, journal.head())).isEqualTo("00".repeat(FRAME) + "01".repeat(FRAME));
        assertThat(read(FRAME, journal.head())).isEqualTo("01".repeat(FRAME));
        assertThat(read(4 * FRAME, journal.head())).isEqualTo("04".repeat(FRAME));
        assertThat(read(0, FRAME)).isEqualTo("00".repeat(FRAME));
    }

    @Test
    void leavesTheRestOfAChunkThatHasNoRoomForAFrame() {
        append(FRAME + 1, 0);
        append(FRAME, 1);
        assertThat(journal.head()).as("a position counts frames only").isEqualTo(CHUNK + 1);
        assertThat(read(0, journal.head())).isEqualTo("00".repeat(FRAME + 1));
        assertThat(read(FRAME + 1, journal.head())).isEqualTo("01".repeat(FRAME));
    }

    @Test
    void keepsTheBytesOfAReaderUntilItReleasesThem() {
        append(2);
        var frames = Objects.requireNonNull(journal.read(0, journal.head()));
        append(2 * CHUNKS);
        assertThat(journal.tail()).isPositive();
        assertThat(hex(frames)).isEqualTo("00".repeat(FRAME) + "01".repeat(FRAME));
        frames.release();
        assertThat(frames.refCnt()).as("the evicted chunk is freed").isZero();
    }

    @Test
    void knowsTheCursorOfEachPositionThatItHolds() {
        append(4);
        for (int frame = 0; frame <= 4; frame++) {
            assertThat(journal.cursorAt((long) frame * FRAME)).contains(cursor(frame));
        }
    }

    @Test
    void advancesTheHeadCursorPastARecordWithoutAFrame() {
        append(2);
        journal.skipTo(cursor(7));
        assertThat(journal.headCursor()).isEqualTo(cursor(7));
        assertThat(journal.cursorAt(journal.head()))
                .as("a cursor is never ahead of what was sent")
                .contains(cursor(2));
        append(1);
        assertThat(journal.positionBefore(cursor(7)))
                .as("the next chunk begins behind that record")
                .hasValue(CHUNK);
    }

    @Test
    void findsThePositionBeforeAllThatACursorHasNotSeen() {
        append(5);
        assertThat(journal.positionBefore(cursor(5))).hasValue(2 * CHUNK);
        assertThat(journal.positionBefore(cursor(3))).hasValue(CHUNK);
        assertThat(journal.positionBefore(cursor(0))).hasValue(0);
        append(2 * CHUNKS);
        assertThat(journal.positionBefore(cursor(0))).as("evicted").isEmpty();
    }

    @Test
    void findsNoPositionForACursorOfAnotherTopic() {
        append(1);
        assertThat(journal.positionBefore(new Cursor(Uuid.randomUuid(), new long[] {9}))).isEmpty();
    }

    @Test
    void findsTheLastEntriesThatAreSelected() {
        append(6);
        long head = journal.head();
        assertThat(journal.last(2, head, Selection.everything()))
                .isEqualTo(new Journal.Last(4 * FRAME, 2));
        assertThat(journal.last(2, head, selecting(entry -> entry.offset() % 2 == 0)))
                .isEqualTo(new Journal.Last(2 * FRAME, 2));
        assertThat(journal.last(2, 3 * FRAME, Selection.everything()))
                .isEqualTo(new Journal.Last(FRAME, 2));
        assertThat(journal.last(9, head, selecting(entry -> entry.offset() > 2)))
                .as("there are fewer")
                .isEqualTo(new Journal.Last(3 * FRAME, 3));
        assertThat(journal.last(9, head, selecting(entry -> false)))
                .as("none")
                .isEqualTo(new Journal.Last(head, 0));
    }

    private static Selection selecting(Predicate<Entry> covers) {
        return new Selection(List.of("order"), Selection.everything().audience(), covers);
    }

    @Test
    void releasesItsChunksWhenItCloses() {
        var other = new Journal(CHUNKS * CHUNK, CHUNK);
        other.append(
                1,
                memory -> memory.writeByte(1),
                0,
                0,
                cursor(1),
                0,
                "payment",
                List.of("order"),
                "ae",
                false);
        var frame = Objects.requireNonNull(other.read(0, 1));
        other.close();
        assertThat(frame.refCnt()).isEqualTo(1);
        frame.release();
        assertThat(frame.refCnt()).isZero();
    }

    /** Each byte of a frame is the low byte of its number, so that a torn read is seen. */
    @Test
    void givesAConcurrentReaderWholeFramesOrNothing() {
        var writing = new AtomicBoolean(true);
        var reader =
                CompletableFuture.supplyAsync(() -> {
                    int frames = 0;
                    long position = 0;
                    while (writing.get() || position < journal.head()) {
                        long head = journal.head();
                        var run = position < head ? journal.read(position, head) : null;
                        if (run == null) {
                            position = Math.max(position, journal.tail());
                            Thread.onSpinWait();
                            continue;
                        }
                        position += run.readableBytes();
                        frames += countWholeFrames(run);
                        run.release();
                    }
                    return frames;
                });
        for (int frame = 0; frame < 200_000; frame++) {
            append(FRAME, frame);
        }
        writing.set(false);
        assertThat(reader.join()).isPositive();
    }

    @Test
    void countsWhatACursorHasNotSeenAcrossChunks() {
        append(2 * CHUNKS - 1); // the last chunk is half full
        long tail = journal.tail();
        for (long to = tail; to <= journal.head(); to += FRAME) {
            for (long from = tail; from <= to; from += FRAME) {
                for (long seen = 0; seen < 2 * CHUNKS; seen++) {
                    long next = seen;
                    long expected = visited(from, to).stream().filter(it -> it >= next).count();
                    assertThat(journal.countAfter(cursor(seen), from, to, Selection.everything()))
                            .as("from %d to %d after %d", from, to, seen)
                            .isEqualTo((int) expected);
                }
            }
        }
    }

    @Test
    void showsReadersThatRecordsWereLost() {
        append(3);
        long before = journal.head();
        journal.skipLost(cursor(9));
        assertThat(journal.head()).isGreaterThan(before);
        assertThat(journal.read(before, journal.head())).isNull();
        assertThat(journal.forEach(before, journal.head(), entry -> true)).isFalse();
        assertThat(journal.cursorAt(before)).isEmpty();
        assertThat(journal.cursorAt(journal.head())).contains(cursor(9));
        assertThat(journal.positionBefore(cursor(3))).isEmpty();

        long after = journal.head();
        append(1);
        assertThat(visited(after, journal.head())).containsExactly(9L);
    }

    @Test
    void doesNotTrustCursorsAmongOffsetsThatKafkaUsesAgain() {
        append(9);
        assertThat(ambiguous()).isEmpty();
        journal.skipLost(cursor(5));
        assertThat(ambiguous()).containsExactly(6L, 7L, 8L, 9L);
        append(2);
        journal.skipLost(cursor(3));
        append(20);
        assertThat(ambiguous()).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        journal.skipLost(cursor(30)); // retention has deleted the records before
        assertThat(ambiguous()).hasSize(6);
        journal.begin(new Cursor(Uuid.randomUuid(), new long[] {0}));
        assertThat(ambiguous()).isEmpty();
    }

    private List<Long> ambiguous() {
        return LongStream.range(0, 40)
                .filter(next -> journal.isAmbiguous(cursor(next)))
                .boxed()
                .toList();
    }

    private static int countWholeFrames(ByteBuf run) {
        int frames = run.readableBytes() / FRAME;
        assertThat(run.readableBytes()).isEqualTo(frames * FRAME);
        for (int frame = 0; frame < frames; frame++) {
            int start = run.readerIndex() + frame * FRAME;
            byte first = run.getByte(start);
            for (int i = 1; i < FRAME; i++) {
                assertThat(run.getByte(start + i)).isEqualTo(first);
            }
        }
        return frames;
    }

    private List<Long> visited(long from, long to) {
        var offsets = new ArrayList<Long>();
        assertThat(
                        journal.forEach(
                                from,
                                to,
                                entry -> {
                                    offsets.add(entry.offset());
                                    return true;
                                }))
                .isTrue();
        return offsets;
    }

    private String read(long from, long to) {
        var frames = Objects.requireNonNull(journal.read(from, to));
        try {
            return hex(frames);
        } finally {
            frames.release();
        }
    }

    private static String hex(ByteBuf frames) {
        return ByteBufUtil.hexDump(frames);
    }

    private void append(int frames) {
        long first = journal.headCursor().nextOffset(0);
        for (long offset = first; offset < first + frames; offset++) {
            append(FRAME, offset);
        }
    }

    private void append(int length, long offset) {
        journal.append(
                length,
                memory -> {
                    for (int i = 0; i < length; i++) {
                        memory.writeByte((int) offset);
                    }
                },
                0,
                offset,
                cursor(offset + 1),
                0,
                "payment",
                List.of("order"),
                "ae",
                false);
    }

    private static Cursor cursor(long next) {
        return new Cursor(Uuid.ONE_UUID, new long[] {next});
    }
}
