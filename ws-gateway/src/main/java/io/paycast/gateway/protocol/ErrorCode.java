package io.paycast.gateway.protocol;

import java.util.Locale;

/** The errors after which a socket stays open. */
public enum ErrorCode {
    /** The message is not JSON, nests too deeply or repeats a member. */
    BAD_JSON,
    /** The message is not an object, or lacks a member that its type requires. */
    BAD_MESSAGE,
    /** The type is unknown. */
    UNKNOWN_TYPE,
    /** The subscription names too many orders and payments. */
    TOO_MANY,
    /** The new token is invalid, of another subject, or lacks the scope. */
    REFRESH_REFUSED,
    /** Updates after the client's cursor are no longer available. */
    CURSOR_TOO_OLD;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }
}
