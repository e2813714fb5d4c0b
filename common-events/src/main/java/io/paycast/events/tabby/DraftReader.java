package io.paycast.events.tabby;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the fields that are known, passes over those that are not, in one pass. */
final class DraftReader {

    static final int MAX_MOVEMENTS = 1_000;

    private final JsonParser json;

    /**
     * @param json stands on the body's opening brace
     */
    DraftReader(JsonParser json) {
        this.json = json;
    }

    Draft read() throws NotUnderstood {
        var draft = new Draft();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> draft.id = text(name);
                case "status" -> draft.status = text(name);
                case "amount" -> draft.amount = decimal(name);
                case "currency" -> draft.currency = text(name);
                case "created_at" -> draft.createdAt = text(name);
                case "expires_at" -> draft.expiresAt = text(name);
                case "closed_at" -> draft.closedAt = text(name);
                case "is_test" -> draft.test = flag(name);
                case "is_expired" -> draft.expired = flag(name);
                case "order" -> draft.orderReference = orderReference();
                case "captures" -> draft.captures = entries(name);
                case "refunds" -> draft.refunds = entries(name);
                case "dispute_id" -> draft.disputeId = text(name);
                case "payment_id" -> draft.paymentId = text(name);
                default -> json.skipChildren();
            }
        }
        return draft;
    }

    private @Nullable String orderReference() throws NotUnderstood {
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

    private List<Draft.Entry> entries(String list) throws NotUnderstood {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new NotUnderstood(list, "is not a list");
        }
        var entries = new ArrayList<Draft.Entry>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (entries.size() == MAX_MOVEMENTS) {
                throw new NotUnderstood(list, "has more than %d entries".formatted(MAX_MOVEMENTS));
            }
            var path = list + "[" + entries.size() + "]";
            if (!isObject(path)) {
                throw new NotUnderstood(path, "is null");
            }
            entries.add(entry(path + "."));
        }
        return entries;
    }

    private Draft.Entry entry(String path) throws NotUnderstood {
        var entry = new Draft.Entry();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            var name = json.currentName();
            json.nextToken();
            switch (name) {
                case "id" -> entry.id = text(path + name);
                case "amount" -> entry.amount = decimal(path + name);
                case "created_at" -> entry.createdAt = text(path + name);
                case "reference_id" -> entry.referenceId = text(path + name);
                case "reason" -> entry.reason = text(path + name);
                default -> json.skipChildren();
            }
        }
        return entry;
    }

    private boolean isObject(String field) throws NotUnderstood {
        return switch (json.currentToken()) {
            case START_OBJECT -> true;
            case VALUE_NULL -> false;
            case null, default -> throw new NotUnderstood(field, "is not an object");
        };
    }

    private @Nullable String text(String field) throws NotUnderstood {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getString();
            case VALUE_NULL -> null;
            case null, default -> throw new NotUnderstood(field, "is not a string");
        };
    }

    /** As it was written; a JSON number keeps its digits, so it is as exact as a string. */
    private @Nullable String decimal(String field) throws NotUnderstood {
        return switch (json.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getString();
            case VALUE_NULL -> null;
            case null, default -> throw new NotUnderstood(field, "is not a decimal string");
        };
    }

    private boolean flag(String field) throws NotUnderstood {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            case null, default -> throw new NotUnderstood(field, "is neither true nor false");
        };
    }
}
