package io.paycast.cli.trigger;

import io.paycast.cli.server.ApiResponse;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import java.io.PrintWriter;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Lets the emulator of {@code paycast up} send the webhook of an event of one of its payments. */
final class EmulatorTrigger {

    private static final String PATH = "/tabby/emulator/trigger";
    private static final int NOT_FOUND = 404;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PaycastServer server;
    private final PrintWriter out;

    EmulatorTrigger(PaycastServer server, PrintWriter out) {
        this.server = server;
        this.out = out;
    }

    /**
     * Sends the webhook, and prints it with the response that it got.
     *
     * @param forged whether an attacker sends it, with another secret: it must be refused
     * @throws CommandFailure if the webhook was not stored, or a forged one was
     */
    void send(PaymentEventType type, PaymentOptions payment, boolean forged) {
        var response = server.post(PATH, request(type, payment, forged), Map.of());
        if (response.status() == NOT_FOUND) {
            throw new CommandFailure(
                    "%1$s has no emulator of Tabby; only \"paycast up\" has one. Send the webhook directly with --webhook-url %1$s/api/tabby/webhook."
                            .formatted(server.base()));
        }
        if (!response.isSuccess()) {
            throw new CommandFailure("The emulator refused it: " + response.problem());
        }
        report(response, forged);
    }

    private static byte[] request(PaymentEventType type, PaymentOptions payment, boolean forged) {
        var body =
                JSON.createObjectNode()
                        .put("event", type.argument())
                        .put("payment", payment.id().text())
                        .put("order", payment.order())
                        .put("amount", payment.amount().toPlainString())
                        .put("currency", payment.currency().name())
                        .put("test", payment.test())
                        .put("merchant", "local")
                        .put("forged", forged);
        payment.capture().ifPresent(part -> body.put("capture", part.toPlainString()));
        payment.refund().ifPresent(part -> body.put("refund", part.toPlainString()));
        payment.newOrder().ifPresent(reference -> body.put("newOrder", reference));
        return JSON.writeValueAsBytes(body);
    }

    private void report(ApiResponse response, boolean forged) {
        var result = response.json();
        var deliveries = result.path("deliveries");
        if (deliveries.isEmpty()) {
            throw new CommandFailure("The emulator has no webhook to send this event to.");
        }
        for (var delivery : deliveries) {
            out.println("POST " + Printable.of(delivery.path("url").asString("")));
        }
        out.println(JSON.writeValueAsString(result.at("/webhook/body")));
        for (var delivery : deliveries) {
            report(delivery, forged);
        }
    }

    private void report(JsonNode delivery, boolean forged) {
        int status = delivery.path("status").asInt(0);
        if (status == 0) {
            throw new CommandFailure(
                    "The webhook was not delivered: %s. The emulator sends it again."
                            .formatted(
                                    Printable.of(delivery.path("error").asString("no response"))));
        }
        boolean stored = status >= 200 && status < 300;
        if (stored == forged) {
            throw new CommandFailure(
                    forged
                            ? "The forged webhook was accepted (HTTP %d).".formatted(status)
                            : "The webhook was refused (HTTP %d).".formatted(status));
        }
        out.println(
                "%d, after %d ms%s"
                        .formatted(
                                status,
                                delivery.path("ms").asLong(0),
                                forged ? ": the forged webhook was refused" : ""));
    }
}
