package io.paycast.ingest.gate;

import java.time.Duration;

/** The result of checking the sender of a request. */
public sealed interface SenderCheck {

    /** The secret is valid, and belongs to this merchant. */
    record Authenticated(String merchantCode) implements SenderCheck {}

    /** The address of the client is not on the allow list. */
    record AddressNotAllowed() implements SenderCheck {}

    /** The secret is missing or invalid. */
    record InvalidSecret() implements SenderCheck {}

    /** The secret is invalid, and the client has exceeded the limit on invalid secrets. */
    record TooManyFailures(Duration retryAfter) implements SenderCheck {}
}
