package io.paycast.events;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a {@link PaymentSnapshot} from JSON, token by token, because every gateway reads every
 * event. Unknown names are skipped, so that a later version of ingest may add members.
 */
final class SnapshotReader {

    private final JsonParser json;

    SnapshotReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads one snapshot, which must be the whole input.
     *
     * @throws IllegalArgumentException if a value has another type than its member
     * @throws NullPointerException if a required member is missing
     */
    PaymentSnapshot read() {
        require(json.nextToken() == JsonToken.START_OBJECT);
        String paymentId = null;
        PaymentStatus status = null;
        BigDecimal amount = null;
        CurrencyCode currency = null;
        String orderReference = null;
        List<MoneyMovement> captures = List.of();
        List<MoneyMovement> refunds = List.of();
        Boolean test = null;
        Boolean expired = null;
        Instant createdAt = null;
        Instant expiresAt = null;
        Instant closedAt = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "paymentId" -> paymentId = text();
                case "status" -> status = status();
                case "amount" -> amount = decimal();
                case "currency" -> currency = currency();
                case "orderReference" -> orderReference = text();
                case "captures" -> captures = movements();
                case "refunds" -> refunds = movements();
                case "test" -> test = json.getBooleanValue();
                case "expired" -> expired = json.getBooleanValue();
                case "createdAt" -> createdAt = time();
                case "expiresAt" -> expiresAt = time();
                case "closedAt" -> closedAt = time();
                default -> json.skipChildren();
            }
        }
        require(json.nextToken() == null);
        return new PaymentSnapshot(
                required(paymentId),
                required(status),
                required(amount),
                required(currency),
                orderReference,
                captures,
                refunds,
                required(test),
                required(expired),
                createdAt,
                expiresAt,
                closedAt);
    }

    private List<MoneyMovement> movements() {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        require(json.currentToken() == JsonToken.START_ARRAY);
        var movements = new ArrayList<MoneyMovement>(1);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            movements.add(movement());
        }
        return movements;
    }

    private MoneyMovement movement() {
        require(json.currentToken() == JsonToken.START_OBJECT);
        String id = null;
        BigDecimal amount = null;
        Instant createdAt = null;
        String referenceId = null;
        String reason = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> id = text();
                case "amount" -> amount = decimal();
                case "createdAt" -> createdAt = time();
                case "referenceId" -> referenceId = text();
                case "reason" -> reason = text();
                default -> json.skipChildren();
            }
        }
        return new MoneyMovement(required(id), required(amount), createdAt, referenceId, reason);
    }

    private @Nullable String text() {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(json.currentToken() == JsonToken.VALUE_STRING);
        return json.getString();
    }

    private @Nullable BigDecimal decimal() {
        return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getDecimalValue();
    }

    /** Returns null for a time that cannot be read: no client is shown it. */
    private @Nullable Instant time() {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            json.skipChildren();
            return null;
        }
        try {
            return Rfc3339.parse(json.getString());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private PaymentStatus status() {
        return PaymentStatus.of(required(text())).orElseThrow(IllegalArgumentException::new);
    }

    private CurrencyCode currency() {
        return CurrencyCode.of(required(text())).orElseThrow(IllegalArgumentException::new);
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "The JSON has another structure than a payment snapshot.");
        }
    }
}
