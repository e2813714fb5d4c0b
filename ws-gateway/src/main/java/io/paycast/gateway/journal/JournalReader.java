package io.paycast.gateway.journal;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal for the sessions of one event loop. Sessions that read the same bytes one after
 * another share a buffer.
 *
 * <p>Confined to one thread.
 */
public final class JournalReader {

    private final Journal journal;
    private @Nullable ByteBuf frames;
    private long from;
    private long to;

    /** A reader of a journal. */
    public JournalReader(Journal journal) {
        this.journal = journal;
    }

    /**
     * The longest run of whole frames, as {@link Journal#read(long, long)} finds it. The reader
     * keeps ownership: the caller must neither change nor release it, and may use it until the next
     * call.
     */
    public @Nullable ByteBuf read(long fromPosition, long toPosition) {
        if (frames == null || from != fromPosition || to != toPosition) {
            release();
            frames = journal.read(fromPosition, toPosition);
            from = fromPosition;
            to = toPosition;
        }
        return frames;
    }

    /** As {@link Journal#forEach(long, long, Selection, Predicate)}. */
    public boolean forEach(
            long fromPosition, long toPosition, Selection selection, Predicate<Entry> action) {
        return journal.forEach(fromPosition, toPosition, selection, action);
    }

    /** As {@link Journal#cursorAt}. */
    public Optional<Cursor> cursorAt(long position) {
        return journal.cursorAt(position);
    }

    /** As {@link Journal#positionBefore}. */
    public OptionalLong positionBefore(Cursor seen) {
        return journal.positionBefore(seen);
    }

    /** Releases the last run, so that its memory can be freed. */
    public void release() {
        if (frames != null) {
            frames.release();
            frames = null;
        }
    }

    /** Whether the stream is still of the topic of this cursor. */
    public boolean isOfTopic(Cursor cursor) {
        return journal.tailCursor().topicId().equals(cursor.topicId());
    }
}
