package io.paycast.events;

import java.math.BigDecimal;
import java.util.Locale;

/** A payment's result in one word: what a shopper's page may show. */
public enum PaymentOutcome {
    /** The shopper has not finished the checkout. */
    PENDING,
    /** The payment is authorized, or closed with something captured. */
    SUCCESSFUL,
    /** The payment is closed, and nothing was captured. */
    CANCELLED,
    REJECTED,
    EXPIRED,
    /** Some of the money was refunded. */
    PARTLY_REFUNDED,
    /** All of the money was refunded. */
    REFUNDED,
    /** Tabby does not know this payment. */
    VOID;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name used in every message. */
    public String wireName() {
        return wireName;
    }

    /**
     * Returns the outcome of a payment that Tabby knows.
     *
     * @param captured whether something was captured, in whichever currency
     */
    static PaymentOutcome of(
            PaymentStatus status,
            BigDecimal amount,
            BigDecimal capturedAmount,
            BigDecimal refundedAmount,
            boolean captured) {
        if (refundedAmount.signum() > 0) {
            // The rest of an authorized payment can still be captured, that of a closed one cannot.
            var refundable =
                    status == PaymentStatus.CLOSED ? capturedAmount : capturedAmount.max(amount);
            return refundedAmount.compareTo(refundable) >= 0 ? REFUNDED : PARTLY_REFUNDED;
        }
        return switch (status) {
            case CREATED -> PENDING;
            case AUTHORIZED -> SUCCESSFUL;
            case EXPIRED -> EXPIRED;
            case REJECTED -> REJECTED;
            case CLOSED -> captured ? SUCCESSFUL : CANCELLED;
        };
    }
}
