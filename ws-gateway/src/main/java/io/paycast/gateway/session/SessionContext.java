package io.paycast.gateway.session;

import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.JournalReader;

/** Gives a session access to its shard. Called on the session's event loop. */
public interface SessionContext {

    /** The reader through which this event loop reads the journal. */
    JournalReader journal();

    /** The position up to which the shard has delivered, as far as each channel took it. */
    long deliveredUpTo();

    /**
     * The sealed cursor of a client that has received everything before a position; empty if the
     * journal no longer holds that position, or while updates before it are being offered.
     */
    String cursorAt(long position);

    /** Seals and opens cursors on this event loop. */
    CursorSeal cursorSeal();

    /** Indexes the session under its new interest. */
    void interestChanged(Session session, Interest before);

    /** Removes a session whose channel has closed. */
    void leave(Session session);
}
