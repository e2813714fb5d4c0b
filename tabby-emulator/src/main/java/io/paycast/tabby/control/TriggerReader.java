package io.paycast.tabby.control;

import io.paycast.tabby.control.Trigger.Event;
import io.paycast.tabby.control.Trigger.Request;
import io.paycast.tabby.model.TabbyCurrency;
import io.paycast.tabby.payment.DisputeStatus;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of {@code POST /tabby/emulator/trigger}. */
final class TriggerReader {

    private static final int MAX_ID = 128;
    private static final int MAX_REFERENCE = 255;
    private static final Set<String> FIELDS =
            Set.of(
                    "event",
                    "payment",
                    "order",
                    "amount",
                    "currency",
                    "test",
                    "merchant",
                    "capture",
                    "refund",
                    "newOrder",
                    "dispute",
                    "forged");

    private final ObjectNode body;

    private TriggerReader(ObjectNode body) {
        this.body = body;
    }

    /** A body is invalid; the message says why and what is accepted. */
    static final class InvalidRequestException extends Exception {
        InvalidRequestException(String message) {
            super(message);
        }
    }

    static Request read(ObjectNode body) throws InvalidRequestException {
        for (var name : body.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw new InvalidRequestException(
                        "%s is unknown; the members are %s."
                                .formatted(
                                        name,
                                        String.join(", ", FIELDS.stream().sorted().toList())));
            }
        }
        return new TriggerReader(body).read();
    }

    private Request read() throws InvalidRequestException {
        var event = event();
        var currency = currency();
        var amount = amount("amount", currency);
        var movement = amount(event == Event.REFUNDED ? "refund" : "capture", currency);
        var merchant = text("merchant", MAX_REFERENCE);
        return new Request(
                event,
                text("payment", MAX_ID),
                text("order", MAX_REFERENCE),
                amount == null ? new BigDecimal("150.00") : amount,
                currency,
                flag("test"),
                merchant == null ? Trigger.MERCHANT : merchant,
                movement,
                text("newOrder", MAX_REFERENCE),
                dispute(),
                flag("forged"));
    }

    private Event event() throws InvalidRequestException {
        var text = text("event", MAX_ID);
        return Arrays.stream(Event.values())
                .filter(it -> it.label().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidRequestException(
                                "event must be one of %s."
                                        .formatted(
                                                Arrays.stream(Event.values())
                                                        .map(Event::label)
                                                        .collect(Collectors.joining(", ")))));
    }

    private DisputeStatus dispute() throws InvalidRequestException {
        var text = text("dispute", MAX_ID);
        return text == null
                ? DisputeStatus.PENDING
                : DisputeStatus.of(text)
                        .orElseThrow(() ->
                                new InvalidRequestException(
                                        "dispute must be pending, arbitration, evidence_merchant,"
                                                + " approved, declined or cancelled."));
    }

    private TabbyCurrency currency() throws InvalidRequestException {
        var text = text("currency", MAX_ID);
        return text == null
                ? TabbyCurrency.AED
                : TabbyCurrency.of(text)
                        .orElseThrow(() ->
                                new InvalidRequestException("currency must be AED, SAR or KWD."));
    }

    private @Nullable BigDecimal amount(String name, TabbyCurrency currency)
            throws InvalidRequestException {
        var node = body.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        return currency.amount(node.asString(""))
                .orElseThrow(() ->
                        new InvalidRequestException(
                                "%s must be more than 0 with at most %d decimals, such as \"40.00\"."
                                        .formatted(name, currency.decimals())));
    }

    private @Nullable String text(String name, int max) throws InvalidRequestException {
        var node = body.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        var text = node.asString("");
        boolean printable = text.chars().noneMatch(Character::isISOControl);
        if (!node.isString() || text.isBlank() || text.length() > max || !printable) {
            throw new InvalidRequestException(
                    "%s must be 1 to %d printable characters.".formatted(name, max));
        }
        return text;
    }

    private boolean flag(String name) throws InvalidRequestException {
        var node = body.path(name);
        if (!node.isMissingNode() && !node.isNull() && !node.isBoolean()) {
            throw new InvalidRequestException(name + " must be true or false.");
        }
        return node.asBoolean(false);
    }
}
