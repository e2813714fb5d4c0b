package io.paycast.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One capture or one refund of a payment.
 *
 * @param id Tabby's id of it, unique within the payment
 * @param amount in the payment's currency and scale, not negative
 * @param referenceId the shop's own reference, where it gave one
 * @param reason why it was refunded, where the shop said so
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

    /** The same, its amount in a currency's scale. */
    MoneyMovement in(CurrencyCode currency) {
        var scaled = currency.scale(amount);
        return scaled.scale() == amount.scale()
                ? this
                : new MoneyMovement(id, scaled, createdAt, referenceId, reason);
    }
}
