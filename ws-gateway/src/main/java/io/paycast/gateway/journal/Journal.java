package io.paycast.gateway.journal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.paycast.gateway.cursor.Cursor;
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
    private volatile Chunks chunks;
    private volatile long head;

    /**
     * @param maxBytes what the frames may take up at most
     * @param chunkBytes what is evicted at once; a frame must fit in
     */
    public Journal(long maxBytes, int chunkBytes) {
        this.chunkBytes = chunkBytes;
        this.maxChunks = Math.toIntExact(Math.max(2, maxBytes / chunkBytes));
        this.chunks = new Chunks(emptyChunk());
    }

    /** Says where in the stream the journal begins; to be called once, before all else. */
    public void begin(Cursor start) {
        headCursor = start;
        var unused = chunks;
        chunks = new Chunks(emptyChunk());
        unused.release();
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
    public interface FrameEncoder {
        void encodeTo(ByteBuf memory);
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
            FrameEncoder frame,
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
        var chunk = chunks.last();
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
        return chunks.get(0).base;
    }

    /**
     * The first position that the next eviction will spare; what lies before it may go at any
     * moment.
     */
    public long safeTail() {
        var held = chunks;
        return held.get(held.count() < maxChunks ? 0 : 1).base;
    }

    /** The cursor before the oldest update that is still held. */
    public Cursor tailCursor() {
        return chunks.get(0).cursor;
    }

    /**
     * Where a client stands that was sent all before a position; never ahead of that. Empty if the
     * position was evicted.
     */
    public Optional<Cursor> cursorAt(long position) {
        return chunks.cursorAt(position);
    }

    /**
     * The longest run of whole frames from a position on that lies in one piece of memory, for the
     * caller to release; null if the position was evicted.
     *
     * @param from the beginning of a frame, before {@code to}
     * @param to a head read earlier
     */
    public @Nullable ByteBuf read(long from, long to) {
        return chunks.read(from, to);
    }

    /**
     * The first position from which on the journal has all that a cursor has not seen; empty if
     * some of it was evicted, or the cursor is of another topic.
     */
    public OptionalLong positionBefore(Cursor seen) {
        return chunks.positionBefore(seen);
    }

    /** The position of the last so many entries that a predicate picks out, as far as there are. */
    public long positionOfLast(int count, long before, Predicate<Entry> which) {
        return chunks.positionOfLast(count, before, which);
    }

    /**
     * Goes through the entries between two positions in order, until the action has had enough.
     *
     * @param to a head read earlier
     * @param action tells whether to go on
     * @return false if entries from {@code from} on were evicted before they could be seen
     */
    public boolean forEach(long from, long to, Predicate<Entry> action) {
        return chunks.forEach(from, to, action);
    }

    @Override
    public void close() {
        chunks.release();
    }

    private Chunk nextChunk() {
        var old = chunks;
        boolean full = old.count() == maxChunks;
        var chunk = emptyChunk();
        chunks = (full ? old.withoutFirst() : old).with(chunk);
        if (full) {
            old.get(0).release();
        }
        return chunk;
    }

    private Chunk emptyChunk() {
        return new Chunk(head, headCursor, MEMORY.directBuffer(chunkBytes, chunkBytes));
    }
}
