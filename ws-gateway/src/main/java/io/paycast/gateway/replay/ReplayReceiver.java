package io.paycast.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.session.Interest;

/** Receives a replay for one client. Called on the replay's thread. */
public interface ReplayReceiver {

    /** The client that the replay is for. */
    ReplayOwner owner();

    /** Whether to count the missed updates before sending them. */
    boolean wantsCount();

    /** The client's interest at the moment: the same object until its filter or token changes. */
    Interest interest();

    /**
     * Begins and continues from the journal, if it reaches back to the client's cursor.
     *
     * @return false if it does not
     */
    boolean resumeAtOnce(Cursor seen);

    /** Begins a complete replay of this many updates; 0 if they were not counted. */
    void begin(int missed);

    /**
     * Ends without a replay: Kafka no longer holds everything after the cursor, or it is more than
     * may be read for this client.
     */
    void incomplete();

    /**
     * Sends frames and releases them. Blocks until the client takes more, or until the replay's
     * turn is over; then it closes the client, which is too slow.
     *
     * @return false if the client has disconnected or was closed
     */
    boolean send(ByteBuf frames, ReplayTurn turn);

    /**
     * Continues from the journal after a cursor.
     *
     * @return false if the journal does not reach back to it
     */
    boolean resumeFromJournal(Cursor reached);

    /** Ends a replay that failed, through no fault of the client. */
    void failed();
}
