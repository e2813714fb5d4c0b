package io.paycast.gateway.session;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.protocol.ClientMessage;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What a session asks of whoever brings it its updates. Called on the session's event loop. */
public interface SessionOwner {

    /** Where all this happens. */
    Executor eventLoop();

    /** Where its updates are read. */
    JournalReader journal();

    /** The position up to which every session was served as far as its channel took it. */
    long deliveredUpTo();

    /** The sealed cursor of a client that was sent all before a position; empty if unknown. */
    String cursorAt(long position);

    /** Seals a cursor. */
    String seal(Cursor cursor);

    /** Reads a sealed cursor; empty if no gateway with this key has written it. */
    Optional<Cursor> open(String sealedCursor);

    /** The session's interest has changed. */
    void interestChanged(Session session, Interest before);

    /** The client wants to go on with another token. */
    void refresh(Session session, ClientMessage.Refresh refresh);

    /** The client has sent more than it may. */
    void tooManyMessages(Session session);

    /** The channel is closed. */
    void leave(Session session);
}
