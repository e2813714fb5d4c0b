package io.paycast.events.tabby;

import io.paycast.events.EventId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One dispute webhook that was understood: what it says, whose it is and when it came.
 *
 * @param id the same for every repeat of a delivery
 * @param merchantCode the merchant whose secret the sender knew
 * @param receivedAt when ingest received it, in microseconds
 */
public record DisputeEvent(String id, String merchantCode, Instant receivedAt, Dispute dispute) {

    public DisputeEvent {
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** An event with the id that its content gives it. */
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
