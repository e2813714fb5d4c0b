package io.paycast.body;

/** The result of discarding the body of a refused request. */
public enum DiscardResult {
    /** The whole body was received, so that the connection can be reused. */
    CONSUMED,
    /** The body is too long or too slow. The connection must be closed. */
    CUT_OFF,
    /** The connection or the framing of the body broke before its end. */
    BROKEN
}
