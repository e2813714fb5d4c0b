package io.paycast.gateway.access;

/** What became of a token. */
public sealed interface Verdict {

    /** A good token, and who holds it. */
    record Accepted(Client client) implements Verdict {}

    /** No good token; the reason is fit to be told to whoever sent it. */
    record Refused(String reason) implements Verdict {}

    /** It cannot be told just now: the issuer's keys cannot be had, or too many wait. */
    record Unavailable(String reason) implements Verdict {}
}
