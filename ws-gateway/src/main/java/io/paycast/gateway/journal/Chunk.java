package io.paycast.gateway.journal;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of the journal: consecutive frames in one block of direct memory, with an entry for each.
 *
 * <p>Only the journal's appending thread writes. A reader sees what lies before the head that it
 * has read.
 */
final class Chunk {

    final long base;
    final Cursor cursor;
    private final ByteBuf memory;
    private @Nullable Entry[] entries = new Entry[64];
    private int count;

    /** Null when the chunk is full. */
    private ChunkIndex.@Nullable Builder nextIndex = new ChunkIndex.Builder();

    /** Null until the chunk is full. */
    private @Nullable ChunkIndex index;

    /**
     * @param base the position of the first frame
     * @param cursor the cursor of a client that has received everything before it
     */
    Chunk(long base, Cursor cursor, ByteBuf memory) {
        this.base = base;
        this.cursor = cursor;
        this.memory = memory;
    }

    boolean hasRoomFor(int bytes) {
        return memory.writableBytes() >= bytes;
    }

    /** Adds an entry, whose frame was just written to {@link #memory()}. */
    void add(Entry entry) {
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, count * 2);
        }
        entries[count++] = entry;
        Objects.requireNonNull(nextIndex).add(entry);
    }

    /** Indexes the entries: none follows. */
    void close() {
        index = Objects.requireNonNull(nextIndex).build();
        nextIndex = null;
    }

    ByteBuf memory() {
        return memory;
    }

    /** The bytes between two positions. The caller releases them. */
    ByteBuf slice(long from, long to) {
        return memory.retainedSlice((int) (from - base), (int) (to - from));
    }

    /**
     * The indexes of the entries that may be selected: of all, while the chunk is not full. There
     * may be no entry at some of them.
     */
    BitSet candidates(Selection selection) {
        var built = index;
        if (built != null) {
            return built.candidates(selection);
        }
        var all = new BitSet();
        all.set(0, entries.length);
        return all;
    }

    /**
     * The number of entries that an audience sees; -1 if it is not known, because the chunk is not
     * full.
     */
    int count(Selection.Audience audience) {
        var built = index;
        return built == null ? -1 : built.count(audience);
    }

    /** The entry with this index; null if there is none. */
    @Nullable Entry entry(int index) {
        var seen = entries;
        return index >= 0 && index < seen.length ? seen[index] : null;
    }

    /** The index of the first entry at or after a position. */
    int indexOf(long position) {
        var seen = entries;
        int low = 0;
        int high = seen.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            var entry = seen[middle];
            if (entry != null && entry.position() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void release() {
        memory.release();
    }
}
