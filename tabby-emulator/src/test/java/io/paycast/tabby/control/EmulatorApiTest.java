package io.paycast.tabby.control;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.TabbyClient;
import io.paycast.tabby.TabbyEmulator;
import io.paycast.tabby.TabbyOptions;
import io.paycast.tabby.WebhookReceiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatorApiTest {

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final TabbyEmulator tabby =
            TabbyEmulator.start(TabbyOptions.defaults().withWebhook(receiver.webhook()));
    private final TabbyClient client = new TabbyClient(tabby.url(), "sk_local", "local");

    @AfterEach
    void stop() {
        tabby.close();
        receiver.close();
    }

    private TabbyClient.Answer trigger(String json) {
        return client.post("/emulator/trigger", json);
    }

    @Test
    void movesTheClock() {
        var before = Instant.parse(client.get("/emulator/clock").text("/now"));
        var answer = client.post("/emulator/clock", "{\"advance\":\"P21D\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Instant.parse(answer.text("/now")))
                .isAfterOrEqualTo(before.plus(Duration.ofDays(21)));
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "-PT1H", "P401D", "soon", "''"})
    void refusesToMoveTheClockOtherwise(String by) {
        var answer = client.post("/emulator/clock", "{\"advance\":\"%s\"}".formatted(by));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "advance must be a time (ISO 8601) of at most 400 days, such as PT20M or"
                                + " P21D.");
    }

    @Test
    void refusesRequestsThatAPageOfAnotherOriginCouldSend() {
        for (var path : new String[] {"/clock", "/trigger", "/scenarios"}) {
            var body = "{\"advance\":\"PT1M\",\"event\":\"authorized\",\"name\":\"rejected\"}";
            assertThat(client.send("POST", "/emulator" + path, body, "text/plain").status())
                    .isEqualTo(415);
        }
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void refusesAPageThatLetsItsOwnNamePointHere() throws IOException {
        for (var host : new String[] {"evil.example", "evil.example:" + tabby.url().getPort()}) {
            assertThat(statusFor(host)).startsWith("HTTP/1.1 421 ");
        }
        assertThat(statusFor("localhost:1")).startsWith("HTTP/1.1 200 ");
    }

    private String statusFor(String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), tabby.url().getPort())) {
            var request = "GET /tabby/emulator HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return String.valueOf(in.readLine());
        }
    }

    @ParameterizedTest
    @CsvSource({"x", "application/", "'application/json;charset=none such'"})
    void refusesAContentTypeThatItCannotRead(String type) {
        assertThat(client.send("POST", "/emulator/clock", "{}", type).status()).isEqualTo(415);
        assertThat(client.send("POST", "/api/v2/checkout", "{}", type).status())
                .isBetween(400, 499);
    }

    @Test
    void triggersTheEventsOfAPayment() {
        assertThat(
                        trigger("{\"event\":\"authorized\",\"payment\":\"pay_1\"}")
                                .text("/payment/status"))
                .isEqualTo("AUTHORIZED");
        var captured =
                trigger("{\"event\":\"captured\",\"payment\":\"pay_1\",\"capture\":\"40.00\"}");
        assertThat(captured.text("/payment/captured")).isEqualTo("40.00");
        assertThat(captured.json().path("deliveries")).hasSize(1);
        assertThat(captured.text("/deliveries/0/status")).isEqualTo("200");
        assertThat(captured.text("/webhook/body/captures/0/amount")).isEqualTo("40.00");
        trigger("{\"event\":\"updated\",\"payment\":\"pay_1\",\"newOrder\":\"#7\"}");
        var closed = trigger("{\"event\":\"closed\",\"payment\":\"pay_1\"}");
        assertThat(closed.text("/payment/status")).isEqualTo("CLOSED");
        assertThat(closed.text("/payment/order")).isEqualTo("#7");
        var refunded =
                trigger("{\"event\":\"refunded\",\"payment\":\"pay_1\",\"refund\":\"10.00\"}");
        assertThat(refunded.text("/payment/refunded")).isEqualTo("10.00");
        assertThat(client.get("/api/v2/payments/pay_1").text("/status")).isEqualTo("CLOSED");
    }

    @ParameterizedTest
    @CsvSource({
        "authorized, AUTHORIZED",
        "captured, CLOSED",
        "closed, CLOSED",
        "refunded, CLOSED",
        "rejected, REJECTED",
        "expired, EXPIRED",
        "updated, AUTHORIZED",
        "cancelled, CLOSED",
        "dispute, CLOSED",
    })
    void takesANewPaymentAsFarAsTheEventNeeds(String event, String status) {
        var answer = trigger("{\"event\":\"%s\"}".formatted(event));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("/payment/status")).isEqualTo(status);
        assertThat(answer.json().path("deliveries")).isNotEmpty();
    }

    @Test
    void refusesARefundOfADisputedPayment() {
        var id = trigger("{\"event\":\"dispute\"}").text("/payment/id");
        var disputes =
                receiver.received().stream().filter(it -> it.json().has("dispute_id")).toList();
        assertThat(disputes).hasSize(1);
        var refund = "{\"amount\":\"10.00\",\"reference_id\":\"r\"}";
        var refused = client.post("/api/v2/payments/" + id + "/refunds", refund);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body())
                .isEqualTo(
                        "{\"status\":\"error\",\"errorType\":\"conflict\",\"error\":\"payment is"
                                + " disputed\"}");
        trigger(
                "{\"event\":\"dispute\",\"payment\":\"%s\",\"dispute\":\"declined\"}"
                        .formatted(id));
        assertThat(client.post("/api/v2/payments/" + id + "/refunds", refund).status())
                .isEqualTo(200);
    }

    @Test
    void hasNoDisputesOfTestPayments() {
        var answer = trigger("{\"event\":\"dispute\",\"test\":true}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("/detail")).endsWith("disputes have no test mode.");
    }

    @Test
    void cancelsWithoutACapture() {
        var answer = trigger("{\"event\":\"cancelled\"}");
        assertThat(answer.text("/payment/captured")).isEqualTo("0");
    }

    @Test
    void sendsTheSameSnapshotAgainForAnEventThatHappened() {
        trigger("{\"event\":\"authorized\",\"payment\":\"pay_2\"}");
        var first = receiver.received().getLast().body();
        var again = trigger("{\"event\":\"authorized\",\"payment\":\"pay_2\"}");
        assertThat(again.json().path("deliveries")).hasSize(1);
        assertThat(receiver.received()).hasSize(2);
        assertThat(receiver.received().getLast().body()).isEqualTo(first);
    }

    @Test
    void givesTheSamePaymentTheSameIdsInAnotherEmulator() {
        var body = "{\"event\":\"refunded\",\"payment\":\"pay_3\",\"refund\":\"10.00\"}";
        var first = trigger(body).json();
        try (var other =
                TabbyEmulator.start(TabbyOptions.defaults().withWebhook(receiver.webhook()))) {
            var second =
                    new TabbyClient(other.url(), "sk_local", "local")
                            .post("/emulator/trigger", body)
                            .json();
            for (var pointer :
                    new String[] {
                        "/webhook/body/captures/0/id",
                        "/webhook/body/refunds/0/id",
                        "/webhook/body/order"
                    }) {
                assertThat(second.at(pointer)).isEqualTo(first.at(pointer));
            }
        }
    }

    @Test
    void forgesWhatAnAttackerWouldSend() {
        receiver.respond(it -> "forged".equals(it.secret()) ? 401 : 200);
        var answer = trigger("{\"event\":\"captured\",\"payment\":\"pay_4\",\"forged\":true}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/deliveries/0/status")).isEqualTo("401");
        assertThat(answer.text("/webhook/body/status")).isEqualTo("closed");
        assertThat(answer.text("/payment/status")).isEqualTo("CREATED");
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void explainsAnImpossibleEvent() {
        trigger("{\"event\":\"rejected\",\"payment\":\"pay_5\"}");
        var answer = trigger("{\"event\":\"captured\",\"payment\":\"pay_5\"}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("/detail"))
                .isEqualTo(
                        "captured is not possible for a payment that is rejected: could not capture"
                                + " not authorized payments.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                          | event must be one of authorized, captured,",
                "{\"event\":\"paid\"}                        | event must be one of authorized, captured,",
                "{\"event\":\"closed\",\"amount\":\"1.001\"} | amount must be more than 0 with at most 2 decimals",
                "{\"event\":\"closed\",\"currency\":\"USD\"} | currency must be AED, SAR or KWD.",
                "{\"event\":\"closed\",\"payment\":\"\"}     | payment must be 1 to 128 printable characters.",
                "{\"event\":\"closed\",\"test\":\"yes\"}     | test must be true or false.",
                "{\"event\":\"closed\",\"id\":\"x\"}         | id is unknown; the members are amount,",
                "[]                                          | The body must be one JSON object.",
            })
    void saysWhatIsInvalid(String body, String detail) {
        var answer = trigger(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/detail")).startsWith(detail);
    }

    @Test
    void retriesATriggeredWebhookLikeAnyOther() {
        receiver.respond(_ -> 503);
        var answer = trigger("{\"event\":\"authorized\"}");
        assertThat(answer.text("/deliveries/0/status")).isEqualTo("503");
        receiver.respond(_ -> 200);
        tabby.advance(Duration.ofMinutes(2));
        assertThat(receiver.received()).hasSize(2);
    }

    @Test
    void boundsTheBodiesThatOneAddressHolds() throws IOException {
        var held = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 256; i++) {
                held.add(requestWithoutAnEnd());
            }
            for (var socket : held) {
                awaitContinue(socket);
            }
            var advance = "{\"advance\":\"PT1S\"}";
            assertThat(client.post("/emulator/clock", advance).status()).isEqualTo(503);
            assertThat(client.post("/api/v2/checkout", "{}").body())
                    .isEqualTo("Service Unavailable");
            assertThat(client.get("/emulator").json().at("/requestsRefused/noRoom").asInt())
                    .isGreaterThanOrEqualTo(2);

            held.removeLast().close();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> client.post("/emulator/clock", advance).status() == 200);
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }

    private Socket requestWithoutAnEnd() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), tabby.port());
        var request =
                "POST /tabby/emulator/clock HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 100\r\n"
                        + "Expect: 100-continue\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    /** Waits until the server awaits the body, and so has given the request its place. */
    private static void awaitContinue(Socket socket) throws IOException {
        socket.setSoTimeout(60_000);
        var interim = "HTTP/1.1 100 Continue\r\n\r\n";
        var received = socket.getInputStream().readNBytes(interim.length());
        assertThat(new String(received, US_ASCII)).isEqualTo(interim);
    }

    @Test
    void refusesALargeBody() {
        assertThat(client.post("/emulator/trigger", "x".repeat(257 * 1024)).status())
                .isEqualTo(413);
    }

    @Test
    void playsAScenarioByNameOrFile() {
        var run = client.post("/emulator/scenarios", "{\"name\":\"repeated\",\"seed\":7}");
        assertThat(run.status()).isEqualTo(200);
        assertThat(run.text("/seed")).isEqualTo("7");
        assertThat(run.text("/payments/1/outcome")).isEqualTo("partly_refunded");
        var id = run.text("/payments/0/id");
        assertThat(client.get("/api/v2/payments/" + id).text("/status")).isEqualTo("CLOSED");
        var file = client.post("/emulator/scenarios", "{\"yaml\":\"steps: [decline]\"}");
        assertThat(file.text("/payments/0/outcome")).isEqualTo("rejected");
        assertThat(file.json().path("seed").isIntegralNumber()).isTrue();
    }

    @Test
    void saysWhatIsInvalidInAScenario() {
        var invalid = client.post("/emulator/scenarios", "{\"yaml\":\"steps: [pay]\"}");
        assertThat(invalid.status()).isEqualTo(400);
        assertThat(invalid.contentType()).startsWith("application/problem+json");
        assertThat(invalid.text("/detail")).startsWith("Line 1: a step is approve,");
        assertThat(client.post("/emulator/scenarios", "{\"name\":\"x\"}").status()).isEqualTo(404);
        assertThat(client.post("/emulator/scenarios", "{}").status()).isEqualTo(400);
    }

    @Test
    void listsScenariosAndShowsTheirFiles() {
        var list = client.get("/emulator/scenarios").json();
        assertThat(list.at("/0/name").asString()).isEqualTo("paid-but-no-order");
        assertThat(client.get("/emulator/scenarios/forged").body()).startsWith("about: ");
        assertThat(client.get("/emulator/scenarios/..%2Fforged").status()).isEqualTo(404);
    }

    @Test
    void countsWhatHappened() {
        trigger("{\"event\":\"closed\"}");
        var state = client.get("/emulator").json();
        assertThat(state.path("payments").asInt()).isEqualTo(1);
        assertThat(state.at("/webhooks/acknowledged").asInt()).isEqualTo(3);
    }
}
