package io.paycast.events.tabby;

import io.paycast.events.CurrencyCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of one dispute webhook, in our names. As JSON with these component names it is the
 * value of a record on {@link io.paycast.events.Topics#DISPUTES}.
 *
 * @param disputeId Tabby's id of the dispute
 * @param paymentId Tabby's id of the disputed payment
 * @param amount the disputed amount, with the currency's number of decimals
 */
public record Dispute(
        String disputeId,
        String paymentId,
        DisputeStatus status,
        BigDecimal amount,
        CurrencyCode currency,
        @Nullable Instant createdAt) {

    public Dispute {
        Objects.requireNonNull(disputeId, "disputeId");
        Objects.requireNonNull(paymentId, "paymentId");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(currency, "currency");
    }
}
