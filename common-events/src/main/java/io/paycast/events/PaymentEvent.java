package io.paycast.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * One webhook that was understood: what it says, whose payment it is and when it came.
 *
 * @param id the same for every repeat of a delivery, see {@link EventId}
 * @param merchantCode the merchant whose secret the sender knew
 * @param receivedAt when ingest received it, in microseconds
 */
public record PaymentEvent(
        String id, String merchantCode, Instant receivedAt, PaymentSnapshot payment) {

    /** The merchant code of what was sent by hand through the test-notification endpoint. */
    public static final String TEST_NOTIFICATION = "test-notification";

    public PaymentEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(merchantCode, "merchantCode");
        Objects.requireNonNull(payment, "payment");
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** An event with the id that its content gives it. */
    public static PaymentEvent of(
            String merchantCode, Instant receivedAt, PaymentSnapshot payment) {
        return new PaymentEvent(
                EventId.of(merchantCode, payment), merchantCode, receivedAt, payment);
    }
}
