package io.paycast.events.tabby;

import io.paycast.events.EventId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One valid dispute webhook, with its merchant and its time.
 *
 * @param id the event id; repeated deliveries have the same one
 * @param merchantCode the merchant whose secret the webhook carried
 * @param receivedAt when ingest received the webhook, truncated to microseconds
 */
public record DisputeEvent(String id, String merchantCode, Instant receivedAt, Dispute dispute) {

    public DisputeEvent {
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Creates an event and derives its id from its content. */
    public static DisputeEvent of(String merchantCode, Instant receivedAt, Dispute dispute) {
        var id =
                EventId.ofFields(
                        merchantCode,
                        dispute.disputeId(),
                        dispute.paymentId(),
                        dispute.status().wireName(),
                        dispute.amount().toPlainString(),
                        dispute.currency().name());
        return new DisputeEvent(id, merchantCode, receivedAt, dispute);
    }
}
