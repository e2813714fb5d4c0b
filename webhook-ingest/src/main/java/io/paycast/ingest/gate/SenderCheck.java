package io.paycast.ingest.gate;

import java.time.Duration;

/** What the gate says to a request. */
public sealed interface SenderCheck {

    /** The sender knows a secret of this merchant. */
    record Authenticated(String merchantCode) implements SenderCheck {}

    /** The sender's address is not on the allow list. */
    record AddressNotAllowed() implements SenderCheck {}

    /** No secret, or a wrong one. */
    record InvalidSecret() implements SenderCheck {}

    /** A wrong secret again, after too many of them from this address. */
    record TooManyFailures(Duration retryAfter) implements SenderCheck {}
}
