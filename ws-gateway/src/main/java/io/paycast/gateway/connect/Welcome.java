package io.paycast.gateway.connect;

import io.paycast.gateway.protocol.ErrorCode;
import io.paycast.gateway.protocol.ServerMessage;
import java.util.List;

/**
 * The first message of a session, which says whether the client receives everything that it missed.
 *
 * @param requested whether the client chose the subprotocol that has a welcome message
 * @param pingSeconds how often the gateway pings
 */
record Welcome(boolean requested, long pingSeconds) {

    /**
     * The client receives every update after its cursor.
     *
     * @param replayed how many of them it has missed
     */
    List<byte[]> complete(String sealedCursor, int replayed) {
        return requested
                ? List.of(ServerMessage.welcome(sealedCursor, true, replayed, pingSeconds))
                : List.of();
    }

    /** Some of the updates after the client's cursor are gone; it continues at another cursor. */
    List<byte[]> incomplete(String sealedCursor) {
        return List.of(
                requested
                        ? ServerMessage.welcome(sealedCursor, false, 0, pingSeconds)
                        : ServerMessage.error(
                                ErrorCode.CURSOR_TOO_OLD,
                                "What came after this cursor is not held any longer; updates go on"
                                        + " from now."));
    }
}
