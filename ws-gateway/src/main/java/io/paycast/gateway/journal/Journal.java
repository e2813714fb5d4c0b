package io.paycast.gateway.journal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.paycast.gateway.cursor.Cursor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Holds the recent updates as finished WebSocket frames, in a bounded number of chunks of direct
 * memory. All sockets share these bytes; a socket has only its position.
 *
 * <p>A position counts the bytes of all frames ever appended. The frames before {@link #tail()}
 * were evicted; the next frame goes to {@link #head()}.
 *
 * <p>One thread appends, and any thread reads. A reader sees everything before a head that it has
 * read. Bytes that it was given stay valid until it releases them, even if they are evicted.
 */
public final class Journal implements AutoCloseable {

    // Chunks live for minutes and are released in order: a leak detector would find nothing.
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private final int chunkBytes;
    private final int maxChunks;

    /** Written for each record: a release costs less than a volatile write. */
    private final AtomicReference<Cursor> headCursor =
            new AtomicReference<>(new Cursor(Uuid.ZERO_UUID, new long[0]));

    private volatile ReusedOffsets reused = ReusedOffsets.NONE;

    /** The oldest chunk first. The array is replaced, never changed. */
    private volatile Chunk[] chunks;

    private volatile long head;

    /**
     * @param maxBytes how much memory the frames may take
     * @param chunkBytes how much is evicted at once; also the size limit of a frame
     */
    public Journal(long maxBytes, int chunkBytes) {
        this.chunkBytes = chunkBytes;
        this.maxChunks = Math.toIntExact(Math.max(2, maxBytes / chunkBytes));
        this.chunks = new Chunk[] {emptyChunk(head)};
    }

    /**
     * Sets where in the stream the journal begins, and evicts everything. Called before anything
     * else, and again when another topic replaces the one of the stream. Appending thread only.
     */
    public void begin(Cursor start) {
        reused = ReusedOffsets.NONE;
        begin(start, head);
    }

    /**
     * Continues after records that were lost, and evicts everything. The position that is skipped
     * stands for what nobody can be sent, so that each open session finds that it missed updates.
     * Appending thread only.
     *
     * @param start where reading continues; an earlier offset than before if Kafka uses it again
     */
    public void skipLost(Cursor start) {
        reused = reused.and(headCursor(), start);
        begin(start, head + 1);
    }

    /** A reader finds the eviction before the new head. */
    private void begin(Cursor start, long position) {
        headCursor.setRelease(start);
        var unused = chunks;
        chunks = new Chunk[] {emptyChunk(position)};
        head = position;
        release(unused);
    }

    /** The cursor of a client that has received everything. */
    public Cursor headCursor() {
        return headCursor.getAcquire();
    }

    /**
     * Whether a cursor may be from before a loss of records whose offsets Kafka uses again. A
     * reader that has searched the journal before it asks finds either the loss or the eviction.
     */
    public boolean isAmbiguous(Cursor seen) {
        return reused.contain(seen);
    }

    /** Advances the head's cursor past a record that made no frame. */
    public void skipTo(Cursor cursor) {
        headCursor.setRelease(cursor);
    }

    /** Writes one frame into the given memory. */
    public interface FrameEncoder {
        void encodeTo(ByteBuf memory);
    }

    /**
     * Appends a frame. Readers see it at once.
     *
     * @param length how many bytes the encoder writes
     * @param cursor the cursor of a client that has received this frame and all before it
     * @throws IllegalArgumentException if the frame is longer than a chunk
     */
    public void append(
            int length,
            FrameEncoder frame,
            int partition,
            long offset,
            Cursor cursor,
            long receivedAtMicros,
            String paymentId,
            List<String> orderReferences,
            String merchantCode,
            boolean test) {
        if (length > chunkBytes) {
            throw new IllegalArgumentException(
                    "a frame of %d bytes does not fit a chunk of %d".formatted(length, chunkBytes));
        }
        var held = chunks;
        var chunk = held[held.length - 1];
        if (!chunk.hasRoomFor(length)) {
            chunk = nextChunk();
        }
        long position = head;
        frame.encodeTo(chunk.memory());
        var entry =
                new Entry(
                        position,
                        length,
                        partition,
                        offset,
                        cursor,
                        receivedAtMicros,
                        paymentId,
                        orderReferences,
                        merchantCode,
                        test);
        chunk.add(entry);
        headCursor.setRelease(cursor);
        head = position + length;
    }

    /** The position of the next frame. */
    public long head() {
        return head;
    }

    /** The first position that is still held. */
    public long tail() {
        return chunks[0].base;
    }

    /**
     * The first position that the next eviction spares. Positions before it may be evicted at any
     * moment.
     */
    public long safeTail() {
        var held = chunks;
        return held[held.length < maxChunks ? 0 : 1].base;
    }

    /** The cursor before the oldest update that is still held. */
    public Cursor tailCursor() {
        return chunks[0].cursor;
    }

    /**
     * The cursor of a client that has received everything before a position, and nothing after it.
     * Empty if the position was evicted.
     */
    public Optional<Cursor> cursorAt(long position) {
        var held = chunks;
        int index = indexOf(held, position);
        if (index < 0) {
            return Optional.empty();
        }
        var chunk = held[index];
        var last = chunk.entry(chunk.indexOf(position) - 1);
        return Optional.of(last == null ? chunk.cursor : last.cursor());
    }

    /**
     * The longest run of whole frames from a position on that lies in one piece of memory. The
     * caller releases it. Null if the position was evicted.
     *
     * @param from the beginning of a frame, before {@code to}
     * @param to a head that was read earlier
     */
    public @Nullable ByteBuf read(long from, long to) {
        var held = chunks;
        int index = indexOf(held, from);
        if (index < 0) {
            return null;
        }
        boolean last = index + 1 == held.length;
        long end = last ? to : Math.min(to, held[index + 1].base);
        try {
            return held[index].slice(from, end);
        } catch (IllegalReferenceCountException evicted) {
            return null; // since the array was read
        }
    }

    /**
     * A position from which the journal holds every update that a cursor has not seen. Empty if
     * some were evicted, or if the cursor is of another topic.
     */
    public OptionalLong positionBefore(Cursor seen) {
        var held = chunks;
        for (int i = held.length - 1; i >= 0; i--) {
            if (held[i].cursor.isBefore(seen)) {
                return OptionalLong.of(held[i].base);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * The last entries before a position that are selected.
     *
     * @param position of the first of them; the position before which they were searched if there
     *     are none
     * @param count their number
     */
    public record Last(long position, int count) {}

    /** Finds the last entries before a position that are selected, at most {@code max}. */
    public Last last(int max, long before, Selection selection) {
        var held = chunks;
        int count = 0;
        long position = before;
        for (int i = held.length - 1; i >= 0 && count < max; i--) {
            var chunk = held[i];
            var candidates = chunk.candidates(selection);
            int index = candidates.previousSetBit(chunk.indexOf(before) - 1);
            for (; index >= 0 && count < max; index = candidates.previousSetBit(index - 1)) {
                var entry = chunk.entry(index);
                if (entry != null && selection.covers().test(entry)) {
                    position = entry.position();
                    count++;
                }
            }
        }
        return new Last(position, count);
    }

    /**
     * Counts the selected entries between two positions that a cursor has not seen. Of a full chunk
     * it visits only those with the selection's names; if names do not matter, only those of a
     * chunk that the cursor has seen in part.
     *
     * @param to a head that was read earlier
     */
    public int countAfter(Cursor seen, long from, long to, Selection selection) {
        var held = chunks;
        int count = 0;
        for (int i = Math.max(0, indexOf(held, from)); i < held.length && held[i].base < to; i++) {
            var chunk = held[i];
            boolean whole = from <= chunk.base && i + 1 < held.length && held[i + 1].base <= to;
            boolean counted = whole && selection.names() == null && seen.isBefore(chunk.cursor);
            int known = counted ? chunk.count(selection.audience()) : -1;
            count += known >= 0 ? known : countEach(chunk, seen, from, to, selection);
        }
        return count;
    }

    private static int countEach(
            Chunk chunk, Cursor seen, long from, long to, Selection selection) {
        int[] count = new int[1];
        visit(
                chunk,
                from,
                to,
                selection,
                entry -> {
                    if (entry.offset() >= seen.nextOffset(entry.partition())) {
                        count[0]++;
                    }
                    return true;
                });
        return count[0];
    }

    /**
     * Visits the selected entries between two positions in order, until the action returns false.
     *
     * @param to a head that was read earlier
     * @return false if entries from {@code from} on were evicted before they could be visited
     */
    public boolean forEach(long from, long to, Selection selection, Predicate<Entry> action) {
        var held = chunks;
        int first = indexOf(held, from);
        if (first < 0) {
            return from >= to;
        }
        for (int i = first; i < held.length && held[i].base < to; i++) {
            if (!visit(held[i], from, to, selection, action)) {
                break;
            }
        }
        return true;
    }

    /** Returns false if the action did. */
    private static boolean visit(
            Chunk chunk, long from, long to, Selection selection, Predicate<Entry> action) {
        var candidates = chunk.candidates(selection);
        int index = candidates.nextSetBit(chunk.indexOf(from));
        for (; index >= 0; index = candidates.nextSetBit(index + 1)) {
            var entry = chunk.entry(index);
            if (entry == null || entry.position() >= to) {
                return true;
            }
            if (selection.covers().test(entry) && !action.test(entry)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Visits the entries between two positions in order, until the action returns false.
     *
     * @param to a head that was read earlier
     * @return false if entries from {@code from} on were evicted before they could be visited
     */
    public boolean forEach(long from, long to, Predicate<Entry> action) {
        var held = chunks;
        int first = indexOf(held, from);
        if (first < 0) {
            return from >= to;
        }
        for (int i = first; i < held.length && held[i].base < to; i++) {
            var chunk = held[i];
            int index = i == first ? chunk.indexOf(from) : 0;
            for (var entry = chunk.entry(index);
                    entry != null && entry.position() < to;
                    entry = chunk.entry(++index)) {
                if (!action.test(entry)) {
                    return true;
                }
            }
        }
        return true;
    }

    @Override
    public void close() {
        release(chunks);
    }

    /** Adds a chunk, and evicts the oldest one if the journal is full. */
    private Chunk nextChunk() {
        var held = chunks;
        boolean full = held.length == maxChunks;
        var kept = full ? Arrays.copyOfRange(held, 1, held.length) : held;
        var longer = Arrays.copyOf(kept, kept.length + 1);
        held[held.length - 1].close();
        var chunk = emptyChunk(head);
        longer[kept.length] = chunk;
        chunks = longer;
        if (full) {
            held[0].release();
        }
        return chunk;
    }

    private Chunk emptyChunk(long position) {
        return new Chunk(position, headCursor(), MEMORY.directBuffer(chunkBytes, chunkBytes));
    }

    /** The index of the chunk that contains a position; negative if it was evicted. */
    private static int indexOf(Chunk[] chunks, long position) {
        for (int i = chunks.length - 1; i >= 0; i--) {
            if (chunks[i].base <= position) {
                return i;
            }
        }
        return -1;
    }

    private static void release(Chunk[] chunks) {
        for (var chunk : chunks) {
            chunk.release();
        }
    }
}
