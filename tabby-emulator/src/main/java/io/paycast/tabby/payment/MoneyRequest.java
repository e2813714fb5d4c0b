package io.paycast.tabby.payment;

import io.paycast.tabby.model.Movement;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A capture or refund that a shop asks for.
 *
 * @param referenceId the idempotency key: a repeat with the same one moves no money
 * @param reason of a refund
 * @param items as the shop sent them
 */
public record MoneyRequest(
        BigDecimal amount,
        @Nullable String referenceId,
        @Nullable String reason,
        @Nullable JsonNode items) {

    /** A request with nothing but its amount and key. */
    public static MoneyRequest of(BigDecimal amount, String referenceId) {
        return new MoneyRequest(amount, referenceId, null, null);
    }

    Movement movement(String id, Instant now) {
        return new Movement(id, amount, now, referenceId, reason, items);
    }
}
