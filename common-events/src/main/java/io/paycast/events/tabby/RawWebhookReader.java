package io.paycast.events.tabby;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the known fields of a body in one pass and skips all others. */
final class RawWebhookReader {

    static final int MAX_MOVEMENTS = 1_000;

    private final JsonParser json;
    private final RawWebhook raw = new RawWebhook();

    /**
     * @param json positioned at the body's opening brace
     */
    RawWebhookReader(JsonParser json) {
        this.json = json;
    }

    RawWebhook read() throws InvalidFieldException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> raw.id = text(name);
                case "status" -> raw.status = text(name);
                case "amount" -> raw.amount = decimal(name);
                case "currency" -> raw.currency = text(name);
                case "created_at" -> raw.createdAt = time();
                case "expires_at" -> raw.expiresAt = time();
                case "closed_at" -> raw.closedAt = time();
                case "is_test" -> raw.test = flag(name);
                case "is_expired" -> raw.expired = flag(name);
                case "order" -> raw.orderReference = orderReference();
                case "captures" -> raw.captures = entries(name);
                case "refunds" -> raw.refunds = entries(name);
                case "dispute_id" -> raw.disputeId = text(name);
                case "payment_id" -> raw.paymentId = text(name);
                default -> {
                    raw.hasOtherFields = true;
                    json.skipChildren();
                }
            }
        }
        return raw;
    }

    private @Nullable String orderReference() throws InvalidFieldException {
        if (!isObject("order")) {
            return null;
        }
        String reference = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            if (name.equals("reference_id")) {
                reference = text("order.reference_id");
            } else {
                json.skipChildren();
            }
        }
        return reference;
    }

    private List<RawWebhook.Entry> entries(String list) throws InvalidFieldException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new InvalidFieldException(list, "is not a list");
        }
        var entries = new ArrayList<RawWebhook.Entry>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (entries.size() == MAX_MOVEMENTS) {
                throw new InvalidFieldException(
                        list, "has more than %d entries".formatted(MAX_MOVEMENTS));
            }
            var path = list + "[" + entries.size() + "]";
            if (!isObject(path)) {
                throw new InvalidFieldException(path, "is null", "must be an object");
            }
            entries.add(entry(path + "."));
        }
        return entries;
    }

    private RawWebhook.Entry entry(String path) throws InvalidFieldException {
        var entry = new RawWebhook.Entry();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> entry.id = text(path + name);
                case "amount" -> entry.amount = decimal(path + name);
                case "created_at" -> entry.createdAt = time();
                case "reference_id" -> entry.referenceId = text(path + name);
                case "reason" -> entry.reason = text(path + name);
                default -> json.skipChildren();
            }
        }
        return entry;
    }

    private boolean isObject(String field) throws InvalidFieldException {
        return switch (json.currentToken()) {
            case START_OBJECT -> true;
            case VALUE_NULL -> false;
            case null, default -> throw new InvalidFieldException(field, "is not an object");
        };
    }

    private @Nullable String text(String field) throws InvalidFieldException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            case null, default -> throw new InvalidFieldException(field, "is not a string");
        };
    }

    /** Returns a time as written. One that is not even a string is left out, and counted. */
    private @Nullable String time() {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            case null, default -> {
                json.skipChildren();
                raw.unreadableTimes++;
                yield null;
            }
        };
    }

    /** Returns the digits as written, so that a JSON number is as exact as a string. */
    private @Nullable String decimal(String field) throws InvalidFieldException {
        return switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getString();
            case VALUE_NULL -> null;
            case null, default ->
                    throw new InvalidFieldException(field, "is not a string or number");
        };
    }

    private boolean flag(String field) throws InvalidFieldException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            case null, default ->
                    throw new InvalidFieldException(field, "is neither true nor false");
        };
    }
}
