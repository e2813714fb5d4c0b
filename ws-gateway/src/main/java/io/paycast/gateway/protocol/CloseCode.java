package io.paycast.gateway.protocol;

/**
 * The close codes of the gateway. Codes below 4000 are those of RFC 6455; codes from 4400 follow
 * the HTTP status with the same meaning.
 */
public enum CloseCode {
    /** The reply to the client's close. */
    NORMAL(1000, ClientAction.NONE),
    /** The gateway shuts down. The reason names the delay before reconnecting, in ms. */
    GOING_AWAY(1001, ClientAction.RECONNECT),
    /** The client sent a frame that RFC 6455 does not allow. */
    PROTOCOL_ERROR(1002, ClientAction.FIX),
    /** The client sent a binary message; all messages are text. */
    UNSUPPORTED_DATA(1003, ClientAction.FIX),
    /** The client sent text that is not UTF-8. */
    INVALID_PAYLOAD(1007, ClientAction.FIX),
    /** The client sent a message over the size limit. */
    TOO_BIG(1009, ClientAction.FIX),
    /** The gateway failed, for example during a replay. */
    INTERNAL_ERROR(1011, ClientAction.RECONNECT),
    /** The token has expired or was revoked. */
    TOKEN_ENDED(4401, ClientAction.REFRESH_TOKEN),
    /** The token lacks the permission. */
    FORBIDDEN(4403, ClientAction.NONE),
    /** The client reads too slowly. The reason is the cursor to resume from. */
    TOO_SLOW(4408, ClientAction.RESUME),
    /** The client sent too many messages. The user is banned at this address. */
    RATE_LIMITED(4429, ClientAction.RECONNECT_AFTER_BAN);

    /** What a client should do after a close. */
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

    /** What a client should do. */
    public ClientAction clientAction() {
        return clientAction;
    }
}
