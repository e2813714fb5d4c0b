package io.paycast.tabby.model;

import java.util.Locale;

/** A payment's status. Tabby's API writes it in upper case, its webhooks in lower case. */
public enum TabbyStatus {
    CREATED,
    AUTHORIZED,
    CLOSED,
    REJECTED,
    EXPIRED;

    /** The name in a webhook. */
    public String inWebhooks() {
        return name().toLowerCase(Locale.ROOT);
    }
}
