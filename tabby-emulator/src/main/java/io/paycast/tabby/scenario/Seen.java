package io.paycast.tabby.scenario;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One update of a payment, as a client of Paycast receives it.
 *
 * @param corrected whether Tabby's API corrected what webhooks said
 */
public record Seen(
        String status,
        String outcome,
        BigDecimal amount,
        String currency,
        BigDecimal captured,
        BigDecimal refunded,
        @Nullable String order,
        boolean test,
        boolean corrected) {

    /** Reads an update. */
    public static Seen of(JsonNode update) {
        return new Seen(
                update.path("Status").asString(""),
                update.path("Outcome").asString(""),
                update.path("Amount").decimalValue(),
                update.path("Currency").asString(""),
                update.path("CapturedAmount").decimalValue(),
                update.path("RefundedAmount").decimalValue(),
                update.path("OrderReferenceId").asString(null),
                update.path("IsTest").asBoolean(false),
                update.path("Corrected").asBoolean(false));
    }

    boolean sameAs(Seen other) {
        return status.equals(other.status)
                && outcome.equals(other.outcome)
                && amount.compareTo(other.amount) == 0
                && currency.equals(other.currency)
                && captured.compareTo(other.captured) == 0
                && refunded.compareTo(other.refunded) == 0
                && java.util.Objects.equals(order, other.order)
                && test == other.test;
    }
}
