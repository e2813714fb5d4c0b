package io.paycast.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.session.Interest;

/** Receives a replay for one client. Called on the replay's thread. */
public interface ReplayReceiver {

    /** Whether to count the missed updates before sending them. */
    boolean wantsCount();

    /** The client's interest at the moment. */
    Interest interest();

    /** Begins a complete replay of this many updates; 0 if they were not counted. */
    void begin(int missed);

    /**
     * Ends without a replay, because Kafka no longer holds everything after the cursor.
     *
     * @param oldest the oldest cursor to resume from
     */
    void incomplete(Cursor oldest);

    /**
     * Sends frames and releases them. Blocks until the client takes more.
     *
     * @return false if the client has disconnected
     */
    boolean send(ByteBuf frames);

    /**
     * Continues from the journal after a cursor.
     *
     * @return false if the journal does not reach back to it
     */
    boolean resumeFromJournal(Cursor reached);

    /** Ends a replay that failed, through no fault of the client. */
    void failed();
}
