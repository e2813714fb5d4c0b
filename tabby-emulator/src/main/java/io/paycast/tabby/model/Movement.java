package io.paycast.tabby.model;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A capture or a refund.
 *
 * @param referenceId the shop's idempotency key
 * @param reason of a refund
 * @param items as the shop sent them
 */
public record Movement(
        String id,
        BigDecimal amount,
        Instant createdAt,
        @Nullable String referenceId,
        @Nullable String reason,
        @Nullable JsonNode items) {}
