package io.paycast.cli.listen;

import io.paycast.cli.server.Printable;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import tools.jackson.databind.JsonNode;

/** Prints one readable line per update. Notices go to standard error. */
final class LineOutput implements Output {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final String RESET = "\u001b[0m";

    private final PrintStream out;
    private final PrintStream notices;
    private final boolean colour;
    private final ZoneId zone;

    LineOutput(PrintStream out, PrintStream notices, boolean colour, ZoneId zone) {
        this.out = out;
        this.notices = notices;
        this.colour = colour;
        this.zone = zone;
    }

    @Override
    public boolean update(Update update) {
        out.println(line(update));
        return !out.checkError();
    }

    private String line(Update update) {
        var status = "%-10s".formatted(Printable.of(update.text("Status")));
        var outcome = "%-15s".formatted(Printable.of(update.text("Outcome")));
        var line =
                new StringBuilder(time(update.text("ReceivedAt")))
                        .append("  ")
                        .append(status)
                        .append("  ")
                        .append(colour ? colourOf(outcome.strip()) + outcome + RESET : outcome)
                        .append(
                                "  %3s %10s"
                                        .formatted(
                                                Printable.of(update.text("Currency")),
                                                amount(update.json().path("Amount"))))
                        .append("  ")
                        .append(Printable.of(update.text("OrderReferenceId")))
                        .append("  ")
                        .append(Printable.of(update.text("PaymentId")));
        appendUnlessZero(line, "captured", update.json().path("CapturedAmount"));
        appendUnlessZero(line, "refunded", update.json().path("RefundedAmount"));
        if (update.json().path("IsTest").asBoolean(false)) {
            line.append("  test");
        }
        if (update.json().path("Corrected").asBoolean(false)) {
            line.append("  corrected");
        }
        return line.toString();
    }

    private static void appendUnlessZero(StringBuilder line, String name, JsonNode amount) {
        if (amount.isNumber() && amount.decimalValue().signum() != 0) {
            line.append("  ").append(name).append(' ').append(amount(amount));
        }
    }

    private static String amount(JsonNode amount) {
        return amount.isNumber() ? amount.decimalValue().toPlainString() : "?";
    }

    private String time(String receivedAt) {
        try {
            return TIME.format(Instant.parse(receivedAt).atZone(zone));
        } catch (DateTimeException e) {
            return "--:--:--.---";
        }
    }

    private static String colourOf(String outcome) {
        return switch (outcome) {
            case "successful" -> "\u001b[32m";
            case "cancelled", "rejected", "void" -> "\u001b[31m";
            case "expired" -> "\u001b[33m";
            case "partly_refunded", "refunded" -> "\u001b[36m";
            default -> "\u001b[0m";
        };
    }

    @Override
    public void notice(String sentence) {
        notices.println(sentence);
    }
}
