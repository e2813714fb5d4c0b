package io.paycast.gateway.protocol;

import io.paycast.events.References;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message from a client. */
public sealed interface ClientMessage {

    /** {@code {"type":"ping"}}: requests a pong. */
    record Ping() implements ClientMessage {}

    /** {@code {"type":"subscribe","orders":[…],"payments":[…]}}: sets the filter. */
    record Subscribe(List<String> orders, List<String> payments) implements ClientMessage {}

    /** {@code {"type":"refresh","token":"…"}}: replaces the token by a newer one. */
    record Refresh(String token) implements ClientMessage {
        @Override
        public String toString() {
            return "Refresh[…]";
        }
    }

    /** An invalid message, and the error to send. */
    record Invalid(ErrorCode code, String message) implements ClientMessage {}

    /** The most orders and payments in one subscription. */
    int MAX_SUBSCRIPTIONS = 1_000;

    /** Parses a message. */
    static ClientMessage parse(String text) {
        JsonNode node;
        try {
            node = Reader.JSON.readTree(text);
        } catch (JacksonException e) {
            return new Invalid(
                    ErrorCode.BAD_JSON,
                    "The message must be valid JSON without duplicate members, nested at most 8 deep.");
        }
        if (!node.isObject()) {
            return new Invalid(
                    ErrorCode.BAD_MESSAGE, "A message must be a JSON object with a \"type\".");
        }
        return switch (node.path("type").asString("")) {
            case "ping" -> new Ping();
            case "subscribe" -> subscribe(node);
            case "refresh" ->
                    node.path("token").isString()
                            ? new Refresh(node.path("token").asString())
                            : new Invalid(ErrorCode.BAD_MESSAGE, "\"refresh\" needs a \"token\".");
            default ->
                    new Invalid(
                            ErrorCode.UNKNOWN_TYPE, "\"type\" must be ping, subscribe or refresh.");
        };
    }

    private static ClientMessage subscribe(JsonNode node) {
        var orders = strings(node.path("orders"));
        var payments = strings(node.path("payments"));
        if (orders == null || payments == null || orders.size() + payments.size() == 0) {
            return new Invalid(
                    ErrorCode.BAD_MESSAGE,
                    "\"subscribe\" needs \"orders\" or \"payments\", each a list of strings.");
        }
        if (orders.size() + payments.size() > MAX_SUBSCRIPTIONS) {
            return new Invalid(
                    ErrorCode.TOO_MANY, "At most " + MAX_SUBSCRIPTIONS + " orders and payments.");
        }
        if (!orders.stream().allMatch(References::isOrder)
                || !payments.stream().allMatch(References::isPayment)) {
            return new Invalid(
                    ErrorCode.BAD_MESSAGE,
                    ("Each of \"orders\" must be 1 to %d, and each of \"payments\" 1 to %d"
                                    + " printable characters.")
                            .formatted(References.MAX_ORDER_CHARS, References.MAX_PAYMENT_CHARS));
        }
        return new Subscribe(orders, payments);
    }

    private static @org.jspecify.annotations.Nullable List<String> strings(JsonNode list) {
        if (list.isMissingNode()) {
            return List.of();
        }
        if (!list.isArray()) {
            return null;
        }
        var strings = new ArrayList<String>(list.size());
        for (var item : list) {
            if (!item.isString()) {
                return null;
            }
            strings.add(item.asString());
        }
        return List.copyOf(strings);
    }

    /**
     * The JSON reader. Its nesting depth is bounded, because no valid message nests. It remembers
     * no names of members: Jackson otherwise keeps 12,000, each as long as a message.
     */
    final class Reader {
        private static final int MAX_DEPTH = 8;
        static final JsonMapper JSON =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .streamReadConstraints(
                                                StreamReadConstraints.builder()
                                                        .maxNestingDepth(MAX_DEPTH)
                                                        .build())
                                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                        .disable(
                                                TokenStreamFactory.Feature
                                                        .CANONICALIZE_PROPERTY_NAMES)
                                        .build())
                        .enable(
                                tools.jackson.databind.DeserializationFeature
                                        .FAIL_ON_TRAILING_TOKENS)
                        .build();

        private Reader() {}
    }
}
