package io.paycast.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.session.Interest;

/** Who a replay is for. Called on the replay's thread. */
public interface ReplayReceiver {

    /** Whether it wants to be told beforehand how many updates it missed. */
    boolean wantsCount();

    /** What it wants just now. */
    Interest interest();

    /** All that came after its cursor can be had, and so many updates of it are for it. */
    void begin(int missed);

    /** Not all can be had any longer; the oldest cursor that can be resumed from is this. */
    void incomplete(Cursor oldest);

    /**
     * Hands over frames, to be released, and waits until it takes more.
     *
     * @return false if it is gone
     */
    boolean send(ByteBuf frames);

    /**
     * Goes on from the journal after a cursor.
     *
     * @return false if the journal does not reach back to it
     */
    boolean resumeFromJournal(Cursor reached);

    /** The replay cannot be done, by no fault of the client's. */
    void failed();
}
