package io.paycast.events;

/** The Kafka topics that the services share. */
public final class Topics {

    /** Payment events, keyed by payment id. */
    public static final String PAYMENT_EVENTS = "payment-events";

    /** Authenticated bodies that could not be parsed, as raw bytes. */
    public static final String QUARANTINE = "payment-events.quarantine";

    /** Dispute webhooks, keyed by payment id. */
    public static final String DISPUTES = "payment-disputes";

    /** Revoked tokens, sessions and subjects; compacted, keyed by scope and id. */
    public static final String REVOCATIONS = "token-revocations";

    /** Heartbeats of the gateways; compacted, keyed by gateway id. */
    public static final String PRESENCE = "gateway-presence";

    private Topics() {}
}
