package io.paycast.events;

/** The Kafka topics that the services share. */
public final class Topics {

    /** Payment events, keyed by payment id. */
    public static final String PAYMENT_EVENTS = "payment-events";

    /** What an authenticated sender sent and ingest could not understand, as raw bytes. */
    public static final String QUARANTINE = "payment-events.quarantine";

    /** Dispute webhooks, keyed by payment id. */
    public static final String DISPUTES = "payment-disputes";

    /** Revoked tokens, sessions and subjects; compacted, keyed by what is revoked. */
    public static final String REVOCATIONS = "token-revocations";

    /** What each gateway says of itself every few seconds; compacted, keyed by gateway id. */
    public static final String PRESENCE = "gateway-presence";

    private Topics() {}
}
