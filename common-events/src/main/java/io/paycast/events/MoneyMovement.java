package io.paycast.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One capture or one refund of a payment.
 *
 * @param id Tabby's id, unique within the payment's captures or refunds
 * @param amount in the payment's currency, 0 or more
 * @param referenceId the shop's own reference, if it set one
 * @param reason the shop's reason for a refund, if it gave one
 */
public record MoneyMovement(
        String id,
        BigDecimal amount,
        @Nullable Instant createdAt,
        @Nullable String referenceId,
        @Nullable String reason) {

    public MoneyMovement {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(amount, "amount");
    }

    /** Returns the same movement, its amount with the currency's number of decimals. */
    MoneyMovement in(CurrencyCode currency) {
        var scaled = currency.scale(amount);
        return scaled.scale() == amount.scale()
                ? this
                : new MoneyMovement(id, scaled, createdAt, referenceId, reason);
    }
}
