package io.paycast.tabby.webhook;

import java.util.Locale;

/** Why Tabby sends a webhook. The body does not say it: it is a snapshot of the payment. */
public enum WebhookEvent {
    AUTHORIZED,
    CAPTURED,
    CLOSED,
    REFUNDED,
    REJECTED,
    EXPIRED,
    UPDATED,
    DISPUTE,
    /** A body that a scenario sends as it is. */
    RAW;

    /** The name in scenario files and in the log of deliveries. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
