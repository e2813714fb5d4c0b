package io.paycast.gateway.journal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import io.paycast.gateway.cursor.Cursor;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The updates of late, each a finished WebSocket frame, in a bounded run of chunks of direct
 * memory. All sockets share these bytes; a socket holds only its position.
 *
 * <p>A position counts the bytes of all frames that were ever appended. What lies before {@link
 * #tail()} was evicted; {@link #head()} is where the next frame goes.
 *
 * <p>One thread appends. Any thread reads: it sees everything before a head that it has read, and
 * bytes that it holds stay until it releases them, evicted or not.
 */
public final class Journal implements AutoCloseable {

    // Chunks live for minutes and are released in order: there is nothing for a leak detector.
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private final int chunkBytes;
    private final int maxChunks;
    private Cursor headCursor = new Cursor(Uuid.ZERO_UUID, new long[0]);
    private volatile Chunk[] chunks;
    private volatile long head;

    /**
     * @param maxBytes what the frames may take up at most
     * @param chunkBytes what is evicted at once; a frame must fit in
     */
    public Journal(long maxBytes, int chunkBytes) {
        this.chunkBytes = chunkBytes;
        this.maxChunks = Math.toIntExact(Math.max(2, maxBytes / chunkBytes));
        this.chunks = new Chunk[] {emptyChunk()};
    }

    /** Says where in the stream the journal begins; to be called once, before all else. */
    public void begin(Cursor start) {
        headCursor = start;
        var unused = chunks;
        chunks = new Chunk[] {emptyChunk()};
        unused[0].release();
    }

    /** Where a client stands that was sent all there is. Writer's thread. */
    public Cursor headCursor() {
        return headCursor;
    }

    /** Notes that a client at the head stands at a later cursor: a record made no frame. */
    public void skipTo(Cursor cursor) {
        headCursor = cursor;
    }

    /** Writes one frame into the memory that it is given. */
    public interface FrameWriter {
        void writeTo(ByteBuf memory);
    }

    /**
     * Appends a frame; readers see it at once.
     *
     * @param length how many bytes the writer writes
     * @param cursor where a client stands that was sent this and all before it
     * @throws IllegalArgumentException if the frame is longer than a chunk
     */
    public void append(
            int length,
            FrameWriter frame,
            int partition,
            long offset,
            Cursor cursor,
            long receivedAtMicros,
            String paymentId,
            @Nullable String orderReference) {
        if (length > chunkBytes) {
            throw new IllegalArgumentException(
                    "a frame of %d bytes does not fit a chunk of %d".formatted(length, chunkBytes));
        }
        var chunk = chunks[chunks.length - 1];
        if (!chunk.hasRoomFor(length)) {
            chunk = nextChunk();
        }
        long position = head;
        frame.writeTo(chunk.memory());
        var entry =
                new Entry(
                        position,
                        length,
                        partition,
                        offset,
                        cursor,
                        receivedAtMicros,
                        paymentId,
                        orderReference);
        chunk.add(entry);
        headCursor = cursor;
        head = position + length;
    }

    /** Where the next frame goes. */
    public long head() {
        return head;
    }

    /** The first position that is still held. */
    public long tail() {
        return chunks[0].base;
    }

    /**
     * The first position that the next eviction will spare; what lies before it may go at any
     * moment.
     */
    public long safeTail() {
        var all = chunks;
        return all.length < maxChunks ? all[0].base : all[1].base;
    }

    /**
     * Where a client stands that was sent all before a position; never ahead of that. Empty if the
     * position was evicted.
     */
    public Optional<Cursor> cursorAt(long position) {
        var all = chunks;
        int index = chunkOf(all, position);
        if (index < 0) {
            return Optional.empty();
        }
        var chunk = all[index];
        var last = chunk.entry(chunk.indexOf(position) - 1);
        return Optional.of(last == null ? chunk.cursor : last.cursor());
    }

    /**
     * The longest run of whole frames from a position on that lies in one piece of memory, for the
     * caller to release; null if the position was evicted.
     *
     * @param from the beginning of a frame, before {@code to}
     * @param to a head read earlier
     */
    public @Nullable ByteBuf read(long from, long to) {
        var all = chunks;
        int index = chunkOf(all, from);
        if (index < 0) {
            return null;
        }
        long end = index + 1 < all.length ? Math.min(to, all[index + 1].base) : to;
        return slice(all[index], from, end);
    }

    /**
     * The first position from which on the journal has all that a cursor has not seen; empty if
     * some of it was evicted, or the cursor is of another topic.
     */
    public OptionalLong positionBefore(Cursor seen) {
        var all = chunks;
        for (int i = all.length - 1; i >= 0; i--) {
            if (all[i].cursor.isBefore(seen)) {
                return OptionalLong.of(all[i].base);
            }
        }
        return OptionalLong.empty();
    }

    /** The position of the last so many entries that a predicate picks out, as far as there are. */
    public long positionOfLast(int count, long before, Predicate<Entry> which) {
        var all = chunks;
        int left = count;
        long position = before;
        for (int i = all.length - 1; i >= 0; i--) {
            for (int index = all[i].indexOf(before) - 1; index >= 0; index--) {
                if (left == 0) {
                    return position;
                }
                var entry = all[i].entry(index);
                if (entry != null && which.test(entry)) {
                    position = entry.position();
                    left--;
                }
            }
        }
        return position;
    }

    /** The cursor before the oldest update that is still held. */
    public Cursor tailCursor() {
        return chunks[0].cursor;
    }

    /**
     * Goes through the entries between two positions in order, until the action has had enough.
     *
     * @param to a head read earlier
     * @param action tells whether to go on
     * @return false if entries from {@code from} on were evicted before they could be seen
     */
    public boolean forEach(long from, long to, Predicate<Entry> action) {
        var all = chunks;
        int first = chunkOf(all, from);
        if (first < 0) {
            return from >= to;
        }
        for (int i = first; i < all.length && all[i].base < to; i++) {
            var chunk = all[i];
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
        for (var chunk : chunks) {
            chunk.release();
        }
    }

    private Chunk nextChunk() {
        var old = chunks;
        boolean full = old.length == maxChunks;
        var longer = Arrays.copyOfRange(old, full ? 1 : 0, old.length + 1);
        var chunk = emptyChunk();
        longer[longer.length - 1] = chunk;
        chunks = longer;
        if (full) {
            old[0].release();
        }
        return chunk;
    }

    private Chunk emptyChunk() {
        return new Chunk(head, headCursor, MEMORY.directBuffer(chunkBytes, chunkBytes));
    }

    private static int chunkOf(Chunk[] chunks, long position) {
        for (int i = chunks.length - 1; i >= 0; i--) {
            if (chunks[i].base <= position) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable ByteBuf slice(Chunk chunk, long from, long to) {
        try {
            return chunk.slice(from, to);
        } catch (IllegalReferenceCountException evicted) {
            return null;
        }
    }
}
