package io.paycast.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of a payment's state. Two states with the same view look the same to every
 * client, so only a change of the view is published.
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
        boolean test) {}
