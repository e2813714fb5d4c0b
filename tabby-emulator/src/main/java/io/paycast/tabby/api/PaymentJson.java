package io.paycast.tabby.api;

import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.Movement;
import io.paycast.tabby.model.TabbyPayment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A payment as Tabby's API writes it. */
final class PaymentJson {

    private static final List<String> AMOUNTS =
            List.of("tax_amount", "shipping_amount", "discount_amount");

    /** What an empty list of captures or refunds is. */
    enum Empty {
        NULL,
        LIST
    }

    private PaymentJson() {}

    /** The payment object of Retrieve, List and the calls that change a payment. */
    static ObjectNode of(TabbyPayment payment, Empty empty) {
        var sent = payment.request().payment();
        var json = head(payment);
        json.put("expires_at", Json.time(payment.expiresAt()));
        json.set("description", orNull(sent, "description"));
        json.set("buyer", orNull(sent, "buyer"));
        json.set("shipping_address", orNull(sent, "shipping_address"));
        json.set("order", order(payment));
        json.set("captures", captures(payment.captures(), empty));
        json.set("refunds", refunds(payment.refunds(), empty));
        json.set("buyer_history", orNull(sent, "buyer_history"));
        json.set("order_history", orNull(sent, "order_history"));
        json.set("meta", orNull(sent, "meta"));
        json.set("attachment", orNull(sent, "attachment"));
        return json;
    }

    /** The payment object of a session. */
    static ObjectNode inSession(TabbyPayment payment) {
        var sent = payment.request().payment();
        var json = head(payment);
        json.set("description", orNull(sent, "description"));
        json.set("order", order(payment));
        json.set("meta", orNull(sent, "meta"));
        json.set("attachment", orNull(sent, "attachment"));
        return json;
    }

    private static ObjectNode head(TabbyPayment payment) {
        return Json.object()
                .put("id", payment.id())
                .put("created_at", Json.time(payment.createdAt()))
                .put("status", payment.status().name())
                .put("is_test", payment.test())
                .put("amount", payment.amount().toPlainString())
                .put("currency", payment.currency().name());
    }

    private static ObjectNode order(TabbyPayment payment) {
        var sent = payment.request().payment().path("order");
        var order = Json.object();
        order.put("reference_id", payment.orderReference());
        order.put("updated_at", sent.path("updated_at").asString(null));
        for (var amount : AMOUNTS) {
            order.put(amount, sent.path(amount).asString("0.00"));
        }
        order.set("items", sent.path("items").isArray() ? sent.path("items") : nullNode());
        return order;
    }

    private static JsonNode captures(List<Movement> captures, Empty empty) {
        return list(captures, empty, false);
    }

    private static JsonNode refunds(List<Movement> refunds, Empty empty) {
        return list(refunds, empty, true);
    }

    private static JsonNode list(List<Movement> movements, Empty empty, boolean refunds) {
        if (movements.isEmpty() && empty == Empty.NULL) {
            return nullNode();
        }
        var list = JsonNodeFactory.instance.arrayNode();
        for (var movement : movements) {
            var entry =
                    list.addObject()
                            .put("id", movement.id())
                            .put("created_at", Json.time(movement.createdAt()))
                            .put("amount", movement.amount().toPlainString());
            if (refunds) {
                entry.put("reason", movement.reason());
            } else {
                AMOUNTS.forEach(amount -> entry.put(amount, "0.00"));
            }
            entry.set("items", nullIfAbsent(movement.items()));
            entry.put("reference_id", movement.referenceId());
        }
        return list;
    }

    private static JsonNode orNull(ObjectNode sent, String name) {
        return nullIfAbsent(sent.get(name));
    }

    private static JsonNode nullIfAbsent(@Nullable JsonNode node) {
        return node == null ? nullNode() : node;
    }

    private static JsonNode nullNode() {
        return JsonNodeFactory.instance.nullNode();
    }
}
