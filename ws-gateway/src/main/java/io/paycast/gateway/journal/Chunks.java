package io.paycast.gateway.journal;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.paycast.gateway.cursor.Cursor;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that the journal held at one moment, the oldest first, and how to find something in
 * them. Which chunks these are does not change; that the memory of one was released since is found
 * when it is read. Any thread.
 */
final class Chunks {

    private final Chunk[] chunks;

    Chunks(Chunk... chunks) {
        this.chunks = chunks;
    }

    int count() {
        return chunks.length;
    }

    Chunk get(int index) {
        return chunks[index];
    }

    Chunk last() {
        return chunks[chunks.length - 1];
    }

    /** The same, and another behind them. */
    Chunks with(Chunk next) {
        var longer = Arrays.copyOf(chunks, chunks.length + 1);
        longer[chunks.length] = next;
        return new Chunks(longer);
    }

    /** The same but the oldest. */
    Chunks withoutFirst() {
        return new Chunks(Arrays.copyOfRange(chunks, 1, chunks.length));
    }

    void release() {
        for (var chunk : chunks) {
            chunk.release();
        }
    }

    /** As {@link Journal#cursorAt}. */
    Optional<Cursor> cursorAt(long position) {
        int index = indexOf(position);
        if (index < 0) {
            return Optional.empty();
        }
        var chunk = chunks[index];
        var last = chunk.entry(chunk.indexOf(position) - 1);
        return Optional.of(last == null ? chunk.cursor : last.cursor());
    }

    /** As {@link Journal#read}. */
    @Nullable ByteBuf read(long from, long to) {
        int index = indexOf(from);
        if (index < 0) {
            return null;
        }
        boolean last = index + 1 == chunks.length;
        long end = last ? to : Math.min(to, chunks[index + 1].base);
        try {
            return chunks[index].slice(from, end);
        } catch (IllegalReferenceCountException evicted) {
            return null;
        }
    }

    /** As {@link Journal#positionBefore}. */
    OptionalLong positionBefore(Cursor seen) {
        for (int i = chunks.length - 1; i >= 0; i--) {
            if (chunks[i].cursor.isBefore(seen)) {
                return OptionalLong.of(chunks[i].base);
            }
        }
        return OptionalLong.empty();
    }

    /** As {@link Journal#positionOfLast}. */
    long positionOfLast(int count, long before, Predicate<Entry> which) {
        int left = count;
        long position = before;
        for (int i = chunks.length - 1; i >= 0; i--) {
            for (int index = chunks[i].indexOf(before) - 1; index >= 0; index--) {
                if (left == 0) {
                    return position;
                }
                var entry = chunks[i].entry(index);
                if (entry != null && which.test(entry)) {
                    position = entry.position();
                    left--;
                }
            }
        }
        return position;
    }

    /** As {@link Journal#forEach}. */
    boolean forEach(long from, long to, Predicate<Entry> action) {
        int first = indexOf(from);
        if (first < 0) {
            return from >= to;
        }
        for (int i = first; i < chunks.length && chunks[i].base < to; i++) {
            var chunk = chunks[i];
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

    /** The index of the chunk that a position lies in, or behind; negative if it was evicted. */
    private int indexOf(long position) {
        for (int i = chunks.length - 1; i >= 0; i--) {
            if (chunks[i].base <= position) {
                return i;
            }
        }
        return -1;
    }
}
