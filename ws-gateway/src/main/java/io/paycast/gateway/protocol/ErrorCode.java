package io.paycast.gateway.protocol;

import java.util.Locale;

/** Every error that a client may be told while its socket stays open. */
public enum ErrorCode {
    /** Not JSON, nested too deeply, or a member twice. */
    BAD_JSON,
    /** No object, or one that lacks what its type needs. */
    BAD_MESSAGE,
    /** A type that there is not. */
    UNKNOWN_TYPE,
    /** More orders and payments than one subscription may name. */
    TOO_MANY,
    /** The new token is not good, is another subject's, or lacks the scope. */
    REFRESH_REFUSED,
    /** What came after the client's cursor is not held any longer. */
    CURSOR_TOO_OLD;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }
}
