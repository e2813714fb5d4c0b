package io.paycast.tabby.webhook;

import io.paycast.tabby.model.Ids;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.Movement;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.model.TabbyStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The bodies of webhooks, with every member that Tabby documents. */
public final class WebhookBody {

    private static final int MAX_STRING = 255;

    private WebhookBody() {}

    /** The snapshot of a payment. */
    public static String of(TabbyPayment payment) {
        var body = Json.object();
        var ended = payment.endedAt();
        boolean expired = payment.status() == TabbyStatus.EXPIRED;
        body.put("id", payment.id());
        body.put("created_at", Json.time(payment.createdAt()));
        body.put("expires_at", Json.time(payment.expiresAt()));
        body.put("closed_at", ended == null || expired ? null : Json.time(ended));
        if (expired && ended != null) {
            body.put("expired_at", Json.time(ended));
        }
        body.put("status", payment.status().inWebhooks());
        body.put("is_test", payment.test());
        body.put("is_expired", expired);
        body.put("amount", payment.amount().toPlainString());
        body.put("currency", payment.currency().name());
        body.putObject("order").put("reference_id", payment.orderReference());
        body.set("captures", movements(payment.captures(), false));
        body.set("refunds", movements(payment.refunds(), true));
        var sent = payment.request().payment().path("meta");
        body.putObject("meta")
                .put("order_id", text(sent.path("order_id").asString(null)))
                .put("customer", text(sent.path("customer").asString(null)));
        body.put("token", Ids.derived(payment.id(), "token"));
        return body.toString();
    }

    /** A dispute of a payment. */
    public static String ofDispute(
            TabbyPayment payment, String disputeId, String status, BigDecimal amount, Instant at) {
        return Json.object()
                .put("status", status)
                .put("dispute_id", disputeId)
                .put("payment_id", payment.id())
                .put("amount", amount.setScale(payment.currency().decimals()).toPlainString())
                .put("currency", payment.currency().name())
                .put("created_at", Json.time(at))
                .toString();
    }

    private static tools.jackson.databind.JsonNode movements(
            List<Movement> movements, boolean refunds) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var movement : movements) {
            ObjectNode entry =
                    list.addObject()
                            .put("id", movement.id())
                            .put("amount", movement.amount().toPlainString())
                            .put("created_at", Json.time(movement.createdAt()))
                            .put("reference_id", movement.referenceId());
            if (refunds) {
                entry.put("reason", movement.reason());
            }
        }
        return list;
    }

    /** Tabby's strings have at most 255 characters. */
    private static @Nullable String text(@Nullable String value) {
        return value == null || value.length() <= MAX_STRING
                ? value
                : value.substring(0, MAX_STRING);
    }
}
