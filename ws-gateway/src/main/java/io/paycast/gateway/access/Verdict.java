package io.paycast.gateway.access;

/** The result of verifying a token. */
public sealed interface Verdict {

    /** The token is valid. */
    record Accepted(Client client) implements Verdict {}

    /** The token is invalid. The reason is a sentence for the client. */
    record Refused(String reason) implements Verdict {}

    /** Verification is not possible now: the keys are unavailable, or too many tokens wait. */
    record Unavailable(String reason) implements Verdict {}
}
