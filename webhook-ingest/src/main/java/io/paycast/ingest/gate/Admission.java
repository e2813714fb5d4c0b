package io.paycast.ingest.gate;

import java.time.Duration;

/** What the gate says to a request. */
public sealed interface Admission {

    /** The sender knows a secret of this merchant. */
    record Admitted(String merchantCode) implements Admission {}

    /** The sender's address is not on the allow list. */
    record WrongAddress() implements Admission {}

    /** No secret, or a wrong one. */
    record WrongSecret() implements Admission {}

    /** A wrong secret again, after too many of them from this address. */
    record TooManyFailures(Duration retryAfter) implements Admission {}
}
