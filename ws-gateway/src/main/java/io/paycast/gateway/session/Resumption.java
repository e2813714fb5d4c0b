package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;

/**
 * Resumes a client that has seen some of the updates that are still to come. Another gateway may
 * have read the partitions in another order, and further than this one.
 *
 * <p>Until this gateway has passed everything that the client has seen, an update may be old to the
 * client, and the cursor in a frame may lie before the client's cursor. Such a frame is sent with
 * both cursors joined, so that a client that resumes from it receives nothing twice.
 *
 * <p>Confined to the client's event loop.
 */
final class Resumption {

    private final Seal seal;
    private Cursor seen;

    /** Seals cursors. */
    interface Seal {
        String seal(Cursor cursor);
    }

    Resumption(Cursor seen, Seal seal) {
        this.seen = seen;
        this.seal = seal;
    }

    /** Whether the client has not seen an update. */
    boolean isNew(Entry entry) {
        return isOfAnotherTopic(entry.cursor())
                || entry.offset() >= seen.nextOffset(entry.partition());
    }

    /** Whether this update and all after it are new, with cursors that lie after the client's. */
    boolean isPassedBy(Entry entry) {
        return isNew(entry) && isPassedAt(entry.cursor());
    }

    /** Whether all updates after a position are new, with cursors that lie after the client's. */
    boolean isPassedAt(Cursor ofPosition) {
        return isOfAnotherTopic(ofPosition) || seen.isBefore(ofPosition);
    }

    /** The topic was deleted and created again; nothing of the new one was seen. */
    private boolean isOfAnotherTopic(Cursor cursor) {
        return !cursor.topicId().equals(seen.topicId());
    }

    /** The update's frame with a cursor that lies after the client's. The caller releases it. */
    ByteBuf resealed(ByteBuf frame, Entry entry) {
        seen = seen.joinedWith(entry.cursor());
        var payload = Frames.textPayload(frame);
        return Frames.text(UpdateWriter.withCursor(payload, seal.seal(seen)));
    }
}
