package io.paycast.ingest.gate;

import java.time.Duration;

/** The result of checking the sender of a request. */
public sealed interface SenderCheck {

    /** The secret is valid, and belongs to this merchant. */
    record Authenticated(String merchantCode) implements SenderCheck {}

    /** Neither the address of the client is on the allow list, nor is the secret valid. */
    record AddressNotAllowed() implements SenderCheck {}

    /**
     * The secret is valid, but the address is not on the allow list. Either Tabby has a new
     * address, or someone else knows the secret.
     */
    record UnlistedAddress(String merchantCode) implements SenderCheck {}

    /** The secret is missing or invalid. */
    record InvalidSecret() implements SenderCheck {}

    /** The secret is invalid, and the client has exceeded the limit on invalid secrets. */
    record TooManyFailures(Duration retryAfter) implements SenderCheck {}
}
