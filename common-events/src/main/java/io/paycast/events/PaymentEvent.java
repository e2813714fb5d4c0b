package io.paycast.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * One valid payment webhook, with its merchant and its time.
 *
 * @param id the event id; repeated deliveries have the same one, see {@link EventId}
 * @param merchantCode the merchant whose secret the webhook carried
 * @param receivedAt when ingest received the webhook, truncated to microseconds
 */
public record PaymentEvent(
        String id, String merchantCode, Instant receivedAt, PaymentSnapshot payment) {

    /** The merchant code of events that the test-notification endpoint creates. */
    public static final String TEST_NOTIFICATION = "test-notification";

    public PaymentEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(merchantCode, "merchantCode");
        Objects.requireNonNull(payment, "payment");
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Creates an event and derives its id from its content. */
    public static PaymentEvent of(
            String merchantCode, Instant receivedAt, PaymentSnapshot payment) {
        return new PaymentEvent(
                EventId.of(merchantCode, payment), merchantCode, receivedAt, payment);
    }
}
