package io.paycast.events.tabby;

import io.paycast.events.CurrencyCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that one dispute webhook says, in our names. It is the value of a record on {@link
 * io.paycast.events.Topics#DISPUTES}, written as JSON with these component names.
 *
 * @param disputeId Tabby's id of the dispute
 * @param paymentId Tabby's id of the payment it was raised against
 * @param amount what is disputed, in the currency's own scale
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
