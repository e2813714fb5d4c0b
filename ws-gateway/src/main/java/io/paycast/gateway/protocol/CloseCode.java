package io.paycast.gateway.protocol;

/**
 * Every way in which the gateway ends a socket. The numbers are RFC 6455's below 4000; from 4400 on
 * they follow the HTTP status that means the same.
 */
public enum CloseCode {
    /** The client said goodbye. */
    NORMAL(1000, ClientAction.NONE),
    /** This gateway goes away; the reason says after how many milliseconds to come back. */
    GOING_AWAY(1001, ClientAction.RECONNECT),
    /** A frame that RFC 6455 does not allow. */
    PROTOCOL_ERROR(1002, ClientAction.FIX),
    /** A binary message; everything here is text. */
    UNSUPPORTED_DATA(1003, ClientAction.FIX),
    /** Text that is not UTF-8. */
    INVALID_PAYLOAD(1007, ClientAction.FIX),
    /** A message over the limit. */
    TOO_BIG(1009, ClientAction.FIX),
    /** A fault of this gateway. */
    INTERNAL_ERROR(1011, ClientAction.RECONNECT),
    /** The token has expired or was revoked. */
    TOKEN_ENDED(4401, ClientAction.REFRESH_TOKEN),
    /** The token does not permit this. */
    FORBIDDEN(4403, ClientAction.NONE),
    /** The client reads too slowly; the reason is the cursor to resume from. */
    TOO_SLOW(4408, ClientAction.RESUME),
    /** Too many messages; this subject at this address is banned for a minute. */
    RATE_LIMITED(4429, ClientAction.RECONNECT_AFTER_BAN);

    /** What a client is to do about it. */
    public enum ClientAction {
        NONE,
        FIX,
        RECONNECT,
        REFRESH_TOKEN,
        RESUME,
        RECONNECT_AFTER_BAN
    }

    private final int code;
    private final ClientAction clientAction;

    CloseCode(int code, ClientAction clientAction) {
        this.code = code;
        this.clientAction = clientAction;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** What a client is to do about it. */
    public ClientAction clientAction() {
        return clientAction;
    }
}
