package io.paycast.cli.trigger;

import io.paycast.events.CurrencyCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The body of a webhook, with every field that Tabby documents (docs.tabby.ai, "Webhooks"): a
 * snapshot of the payment after the event.
 *
 * @param amount with the number of decimals of the currency
 */
record TabbyWebhook(
        PaymentEventType type,
        PaymentId payment,
        String order,
        BigDecimal amount,
        CurrencyCode currency,
        boolean test) {

    private static final Duration TO_CAPTURE = Duration.ofMinutes(2);
    private static final Duration TO_CLOSE = Duration.ofMinutes(3);
    private static final Duration TO_REFUND = Duration.ofMinutes(10);
    private static final Duration TO_EXPIRE = Duration.ofMinutes(20);

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    byte[] body() {
        return JSON.writeValueAsBytes(fields());
    }

    private ObjectNode fields() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("id", payment.text());
        body.put("created_at", after(Duration.ZERO));
        body.put("expires_at", after(TO_EXPIRE));
        body.put("closed_at", isClosed() ? after(TO_CLOSE) : null);
        if (type == PaymentEventType.EXPIRED) {
            body.put("expired_at", after(TO_EXPIRE));
        }
        body.put("status", status());
        body.put("is_test", test);
        body.put("is_expired", type == PaymentEventType.EXPIRED);
        body.put("amount", amount.toPlainString());
        body.put("currency", currency.name());
        body.putObject("order").put("reference_id", order);
        var captures = body.putArray("captures");
        if (isCaptured()) {
            captures.add(transaction("capture", TO_CAPTURE));
        }
        var refunds = body.putArray("refunds");
        if (type == PaymentEventType.REFUNDED) {
            refunds.add(transaction("refund", TO_REFUND).put("reason", "returned"));
        }
        body.putObject("meta").put("order_id", (@Nullable String) null).putNull("customer");
        body.put("token", payment.derived("token"));
        return body;
    }

    /** Tabby has no status for captures and refunds; the lists contain them. */
    private String status() {
        return switch (type) {
            case AUTHORIZED, CAPTURED -> "authorized";
            case CLOSED, REFUNDED -> "closed";
            case REJECTED -> "rejected";
            case EXPIRED -> "expired";
            case UPDATED, CANCELLED, DISPUTE ->
                    throw new IllegalStateException(type + " needs the emulator");
        };
    }

    private boolean isCaptured() {
        return type == PaymentEventType.CAPTURED || isClosed();
    }

    private boolean isClosed() {
        return type == PaymentEventType.CLOSED || type == PaymentEventType.REFUNDED;
    }

    private ObjectNode transaction(String kind, Duration when) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", payment.derived(kind))
                .put("amount", amount.toPlainString())
                .put("created_at", after(when))
                .put("reference_id", "%s_%s".formatted(kind, order));
    }

    private String after(Duration since) {
        Instant time = payment.createdAt().truncatedTo(ChronoUnit.SECONDS).plus(since);
        return time.toString();
    }
}
