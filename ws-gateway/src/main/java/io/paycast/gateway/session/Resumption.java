package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;

/**
 * A client that has seen some of what is still to come, at another gateway perhaps: that one may
 * have read the partitions in another order, and further than this one has yet.
 *
 * <p>Until this gateway has passed all that the client has seen, an update may be old to it, and
 * the cursor in a frame may lie before the client's own. Such a frame is sent with the two joined:
 * who resumes from it is sent nothing again.
 */
final class Resumption {

    private final Seal seal;
    private Cursor seen;

    /** Seals a cursor. */
    interface Seal {
        String seal(Cursor cursor);
    }

    Resumption(Cursor seen, Seal seal) {
        this.seen = seen;
        this.seal = seal;
    }

    /** Whether the client has not seen an update. */
    boolean isNew(Entry entry) {
        return entry.offset() >= seen.nextOffset(entry.partition());
    }

    /** Whether from this update on all is news, and every cursor lies after the client's. */
    boolean isPassedBy(Entry entry) {
        return isNew(entry) && seen.isBefore(entry.cursor());
    }

    /** The frame of an update with a cursor that lies after the client's, to be released. */
    ByteBuf resealed(ByteBuf frame, Entry entry) {
        seen = seen.joinedWith(entry.cursor());
        var payload = Frames.textPayload(frame);
        return Frames.text(UpdateWriter.withCursor(payload, seal.seal(seen)));
    }
}
