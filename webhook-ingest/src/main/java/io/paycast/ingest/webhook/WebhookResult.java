package io.paycast.ingest.webhook;

import io.paycast.events.tabby.ParsedWebhook;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of one webhook, which determines its response. */
sealed interface WebhookResult {

    /** The event is on Kafka's in-sync replicas: 200. */
    record Stored() implements WebhookResult {}

    /** The body could not be parsed, and is in quarantine: 422. */
    record Quarantined(ParsedWebhook.Invalid invalid) implements WebhookResult {}

    /**
     * The body is valid but of an unknown kind, currency or status, and is in quarantine: 200,
     * because Tabby would send it again for nothing.
     */
    record Unknown(ParsedWebhook.Invalid what) implements WebhookResult {}

    /**
     * The webhook is refused, with the status of the refusal.
     *
     * @param retryAfter when the client may try again; null for the configured time
     * @param keepAlive whether the connection can be reused
     */
    record Refused(WebhookRefusal refusal, @Nullable Duration retryAfter, boolean keepAlive)
            implements WebhookResult {}

    /** The connection or the framing broke: 400, unless the server has sent a response already. */
    record Broken() implements WebhookResult {}
}
