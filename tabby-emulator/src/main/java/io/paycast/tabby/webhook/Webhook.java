package io.paycast.tabby.webhook;

import io.paycast.tabby.model.Account;

/**
 * One webhook, for all who registered for it.
 *
 * @param account whose registrations receive it
 * @param body JSON
 */
public record Webhook(WebhookEvent event, String paymentId, Account account, String body) {

    Webhook withBody(String other) {
        return new Webhook(event, paymentId, account, other);
    }

    boolean isDispute() {
        return event == WebhookEvent.DISPUTE;
    }
}
