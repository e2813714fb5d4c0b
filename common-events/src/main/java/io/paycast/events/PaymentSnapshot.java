package io.paycast.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of one payment webhook, in our names. As JSON with these component names it is the
 * value of a record on {@link Topics#PAYMENT_EVENTS}.
 *
 * <p>The constructor gives every amount the currency's number of decimals. It throws {@link
 * ArithmeticException} if an amount has more.
 *
 * @param paymentId Tabby's id of the payment
 * @param orderReference the shop's id of the order, if Tabby sent one
 * @param expired whether Tabby set its expiry flag, in any status. Only the status {@code expired}
 *     counts as expired: the flag is informational
 * @param test whether the payment was made with a test key
 */
public record PaymentSnapshot(
        String paymentId,
        PaymentStatus status,
        BigDecimal amount,
        CurrencyCode currency,
        @Nullable String orderReference,
        List<MoneyMovement> captures,
        List<MoneyMovement> refunds,
        boolean test,
        boolean expired,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant closedAt) {

    public PaymentSnapshot {
        Objects.requireNonNull(paymentId, "paymentId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
        amount = currency.scale(amount);
        captures = scaled(captures, currency);
        refunds = scaled(refunds, currency);
    }

    private static List<MoneyMovement> scaled(
            @Nullable List<MoneyMovement> movements, CurrencyCode currency) {
        if (movements == null || movements.isEmpty()) {
            return List.of();
        }
        var scaled = new MoneyMovement[movements.size()];
        Arrays.setAll(scaled, i -> movements.get(i).in(currency));
        return List.of(scaled);
    }
}
