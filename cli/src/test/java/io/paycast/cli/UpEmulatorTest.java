package io.paycast.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code trigger} and {@code scenario} with the emulator of a running {@code paycast up}. */
class UpEmulatorTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @Test
    void playsPaymentsWithTheEmulatorOfUp() throws Exception {
        int port = FreePort.find();
        var url = "http://localhost:" + port;
        try (var up =
                        CommandProcess.start(
                                        folder,
                                        "up",
                                        "--port",
                                        Integer.toString(port),
                                        "--data",
                                        folder.resolve("data").toString())
                                .awaitOutput("Press Ctrl-C to stop");
                var listen = CommandProcess.start(folder, "listen", "--json", "--url", url);
                var http = HttpClient.newHttpClient()) {
            listen.awaitOutput("connected to " + url);

            pagesAreServed(http, url);
            aPageWhoseOwnNamePointsHereGetsNothing(port);
            aTriggeredPaymentExistsAtTheEmulator(http, url, listen);
            aForgedWebhookIsRefusedAndChangesNothing(url, listen);
            aCheckoutOfAnyKeyAndMerchantSendsItsWebhooksHere(http, url, listen);
            aWebhookCanBeSentWithoutTheEmulator(http, url, listen);
            scenariosEndAsTheySay(url);
            assertThat(up.errors()).isEmpty();
        }
    }

    private static void pagesAreServed(HttpClient http, String url) throws Exception {
        for (var path : List.of("/", "/demo", "/docs", "/assets/order.js", "/sdk/paycast.js")) {
            var response = get(http, url + path, "");
            assertThat(response.statusCode()).as(path).isEqualTo(200);
        }
        assertThat(get(http, url + "/", "").body()).contains("href=\"/demo", "href=\"/docs\"");
    }

    /** The passwords are public, so that such a page could log in, were it not for its name. */
    private static void aPageWhoseOwnNamePointsHereGetsNothing(int port) throws IOException {
        var host = "evil.example:" + port;
        for (var path :
                List.of("/", "/ws", "/tabby/emulator", "/api/websocket/health", "/docs", "/sdk")) {
            assertThat(status(port, "GET " + path, host)).as(path).startsWith("HTTP/1.1 421 ");
        }
        for (var path : List.of("/api/auth/login", "/api/tabby/webhook", "/demo/orders")) {
            assertThat(status(port, "POST " + path, host)).as(path).startsWith("HTTP/1.1 421 ");
        }
        assertThat(status(port, "GET /", "[::1]:" + port)).startsWith("HTTP/1.1 200 ");
    }

    private static String status(int port, String request, String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var head = "%s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(request, host);
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return String.valueOf(in.readLine());
        }
    }

    private static void aTriggeredPaymentExistsAtTheEmulator(
            HttpClient http, String url, CommandProcess listen) throws Exception {
        run(0, "trigger", "authorized", "--payment", "p1", "--order", "X-1", "--url", url);
        run(0, "trigger", "captured", "--payment", "p1", "--capture", "40.00", "--url", url);
        run(0, "trigger", "updated", "--payment", "p1", "--new-order", "X-2", "--url", url);
        var out = run(0, "trigger", "captured", "--payment", "p1", "--url", url);
        assertThat(out).contains("200, after", "next: paycast trigger closed --payment p1");

        var payment = json(get(http, url + "/tabby/api/v2/payments/p1", "sk_local").body());
        assertThat(payment.path("captures")).hasSize(2);
        assertThat(payment.at("/order/reference_id").asString("")).isEqualTo("X-2");
        awaitLast(listen, "p1", "X-2", "150.00", "successful");

        run(0, "trigger", "authorized", "--payment", "p2", "--url", url);
        run(0, "trigger", "cancelled", "--payment", "p2", "--url", url);
        run(0, "trigger", "dispute", "--payment", "p1", "--url", url);
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(last(listen, "p2").path("Outcome").asString(""))
                                .isEqualTo("cancelled"));
    }

    private static void aForgedWebhookIsRefusedAndChangesNothing(
            String url, CommandProcess listen) {
        run(0, "trigger", "authorized", "--payment", "p3", "--url", url);
        awaitLast(listen, "p3", "", "0.00", "successful");
        assertThat(run(0, "trigger", "rejected", "--payment", "p3", "--forged", "--url", url))
                .contains("401, after", "the forged webhook was refused");
        run(0, "trigger", "authorized", "--payment", "p4", "--url", url);
        Awaitility.await().atMost(TIMEOUT).until(() -> !last(listen, "p4").isMissingNode());
        assertThat(last(listen, "p3").path("Outcome").asString("")).isEqualTo("successful");
    }

    private static void aCheckoutOfAnyKeyAndMerchantSendsItsWebhooksHere(
            HttpClient http, String url, CommandProcess listen) throws Exception {
        var created =
                json(
                        post(
                                        http,
                                        url + "/tabby/api/v2/checkout",
                                        "sk_test_anything",
                                        """
                                        {"payment":{"amount":"75.00","currency":"SAR",
                                          "buyer":{"phone":"+966500000001","email":"otp.success@tabby.ai","name":"A"},
                                          "shipping_address":{"city":"Riyadh","address":"1","zip":"1"},
                                          "order":{"reference_id":"order-ksa","items":[]}},
                                         "lang":"en","merchant_code":"ksa","merchant_urls":
                                          {"success":"http://s/","cancel":"http://s/","failure":"http://s/"}}
                                        """)
                                .body());
        assertThat(created.path("status").asString("")).isEqualTo("created");
        var id = created.at("/payment/id").asString("");
        run(0, "trigger", "authorized", "--payment", id, "--test", "--url", url);
        awaitLast(listen, id, "order-ksa", "0.00", "successful");
    }

    private static void aWebhookCanBeSentWithoutTheEmulator(
            HttpClient http, String url, CommandProcess listen) throws Exception {
        var webhooks = url + "/api/tabby/webhook";
        assertThat(
                        run(
                                0,
                                "trigger",
                                "authorized",
                                "--payment",
                                "direct-1",
                                "--webhook-url",
                                webhooks,
                                "--url",
                                url))
                .contains("POST " + webhooks, "200, after", "--webhook-url " + webhooks);
        run(
                0,
                "trigger",
                "closed",
                "--payment",
                "direct-1",
                "--secret",
                "local-secret",
                "--url",
                url);
        awaitLast(listen, "direct-1", "", "150.00", "successful");
        assertThat(get(http, url + "/tabby/api/v2/payments/direct-1", "sk_local").statusCode())
                .isIn(400, 404);
    }

    private void scenariosEndAsTheySay(String url) throws Exception {
        assertThat(run(0, "scenario", "--url", url)).contains("late-authorized ", "forged ");
        assertThat(run(0, "scenario", "late-authorized", "--seed", "7", "--url", url))
                .contains("late-authorized, seed 7", "A client sees what it must see.");
        assertThat(run(1, "scenario", "no-such-scenario", "--url", url))
                .contains("paycast: The scenario was refused: ");
        var wrong = folder.resolve("wrong.yaml");
        Files.writeString(
                wrong,
                """
                about: The payment is approved, which a client of this scenario must never see.
                steps:
                  - approve
                expect:
                  outcome: successful
                  never: [successful]
                """);
        assertThat(run(1, "scenario", wrong.toString(), "--seed", "3", "--url", url))
                .contains("must never see it.")
                .contains("To repeat it: paycast scenario %s --seed 3".formatted(wrong));
        var invalid = Files.writeString(folder.resolve("invalid.yaml"), "payments: [");
        assertThat(run(1, "scenario", invalid.toString(), "--url", url)).contains("(HTTP 400)");
    }

    private static void awaitLast(
            CommandProcess listen, String payment, String order, String captured, String outcome) {
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> {
                    var update = last(listen, payment);
                    assertThat(update.path("Outcome").asString("")).isEqualTo(outcome);
                    assertThat(update.path("CapturedAmount").decimalValue())
                            .isEqualByComparingTo(captured);
                    if (!order.isEmpty()) {
                        assertThat(update.path("OrderReferenceId").asString("")).isEqualTo(order);
                    }
                });
    }

    /** The last update of a payment; a missing node if there is none. */
    private static JsonNode last(CommandProcess listen, String payment) {
        return listen.lines().stream()
                .map(UpEmulatorTest::json)
                .filter(update -> update.path("PaymentId").asString("").equals(payment))
                .reduce((_, later) -> later)
                .orElseGet(() -> JsonMapper.shared().missingNode());
    }

    private static String run(int expectedExitCode, String... arguments) {
        var out = new StringWriter();
        int exitCode =
                Paycast.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(out, true))
                        .execute(arguments);
        assertThat(exitCode).as(out.toString()).isEqualTo(expectedExitCode);
        return out.toString();
    }

    private static HttpResponse<String> get(HttpClient http, String url, String key)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(HttpClient http, String url, String key, String json)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
