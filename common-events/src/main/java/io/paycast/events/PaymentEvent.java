package io.paycast.events;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What Tabby said about one payment, with its merchant and its time.
 *
 * @param id the event id; repeated deliveries have the same one, see {@link EventId}
 * @param merchantCode the merchant whose secret the webhook carried
 * @param source how it came from Tabby
 * @param receivedAt when it was received, truncated to microseconds
 */
public record PaymentEvent(
        String id,
        String merchantCode,
        Source source,
        Instant receivedAt,
        PaymentSnapshot payment) {

    /** The merchant code of events that the test-notification endpoint creates. */
    public static final String TEST_NOTIFICATION = "test-notification";

    /** How an event came from Tabby. */
    public enum Source {
        /** A webhook, which may come late or again. */
        WEBHOOK,

        /** A response from Tabby's API, which is authoritative for its moment. */
        RETRIEVE,

        /**
         * A response from Tabby's API that says that Tabby does not know the payment. The snapshot
         * then holds what was known of it before.
         */
        RETRIEVE_UNKNOWN
    }

    public PaymentEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(merchantCode, "merchantCode");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(payment, "payment");
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Creates the event of a webhook and derives its id from its content. */
    public static PaymentEvent of(
            String merchantCode, Instant receivedAt, PaymentSnapshot payment) {
        return of(merchantCode, Source.WEBHOOK, receivedAt, payment);
    }

    /** Creates an event and derives its id from its content. */
    public static PaymentEvent of(
            String merchantCode, Source source, Instant receivedAt, PaymentSnapshot payment) {
        return new PaymentEvent(
                EventId.of(merchantCode, source, payment),
                merchantCode,
                source,
                receivedAt,
                payment);
    }
}
