package io.paycast.events;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of a payment's state, and the orders by which it is routed to them. Two states
 * with the same view look the same to every client, so only a change of the view is published.
 *
 * @param amount with the currency's number of decimals, like the two below
 * @param orderReference the current one
 * @param orderReferences all that the payment is known to have had, the newest last. A token for
 *     any of them sees the payment
 */
public record PaymentView(
        String merchantCode,
        String paymentId,
        PaymentStatus status,
        BigDecimal amount,
        CurrencyCode currency,
        @Nullable String orderReference,
        BigDecimal capturedAmount,
        BigDecimal refundedAmount,
        PaymentOutcome outcome,
        boolean test,
        List<String> orderReferences) {

    public PaymentView {
        orderReferences = List.copyOf(orderReferences);
    }
}
