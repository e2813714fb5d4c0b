package io.paycast.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.paycast.embeddedkafka.FreePort;
import io.paycast.systemtests.KotlinExample.Functions;
import io.paycast.systemtests.ScriptedGateway.Attempt;
import io.paycast.systemtests.ScriptedGateway.Step;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kotlin client of {@code docs/integration-guide.md}, as it stands there. */
@TestInstance(Lifecycle.PER_CLASS)
class KotlinExampleIT {

    private static final String WELCOME =
            "{\"type\":\"welcome\",\"cursor\":\"%s\",\"resumed\":{\"complete\":%s,\"replayed\":0},\"pingSeconds\":25}";

    private Path folder = notYet();

    private Forwarder forwarder = notYet();
    private HttpServer shop = notYet();
    private KotlinExample example = notYet();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T notYet() {
        return null;
    }

    @BeforeAll
    void compile(@TempDir Path temporary) throws IOException {
        folder = temporary;
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        forwarder = new Forwarder();
        example =
                KotlinExample.compile(
                        folder,
                        Map.of(
                                "wss://pay.example",
                                "ws://127.0.0.1:" + forwarder.port(),
                                "https://shop.example",
                                "http://127.0.0.1:" + shop.getAddress().getPort()));
    }

    @AfterAll
    void stop() throws IOException {
        shop.stop(0);
        forwarder.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }

    /** A token of the client's own, valid for some seconds. */
    private static String token(int number, int seconds) {
        var claims = "{\"jti\":\"%d\",\"iat\":1000,\"exp\":%d}".formatted(number, 1000 + seconds);
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return "e30." + encoder.encodeToString(claims.getBytes(UTF_8)) + ".c2ln";
    }

    private Client client(ScriptedGateway gateway, int tokenSeconds) throws Exception {
        return new Client(example, gateway, tokenSeconds);
    }

    /** A client of one test, and what it has told its user. */
    private static final class Client implements AutoCloseable {

        final List<String> updates = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();
        final AtomicInteger gaps = new AtomicInteger();
        private final AtomicInteger tokensAsked = new AtomicInteger();
        private final AutoCloseable client;

        Client(KotlinExample example, ScriptedGateway gateway, int tokenSeconds) throws Exception {
            client =
                    example.startClient(
                            gateway.url(),
                            new Functions(
                                    () -> token(tokensAsked.incrementAndGet(), tokenSeconds),
                                    this::handle,
                                    gaps::incrementAndGet,
                                    ends::add));
        }

        private void handle(JSONObject update) {
            var payment = update.optString("PaymentId");
            updates.add(payment);
            if (payment.equals("unlucky") && updates.size() == 1) {
                throw new IllegalStateException("the first attempt fails");
            }
        }

        @Override
        public void close() throws Exception {
            client.close();
        }
    }

    private static String welcome(String cursor) {
        return WELCOME.formatted(cursor, true);
    }

    private static String update(String payment, String cursor) {
        return "{\"PaymentId\":\"%s\",\"Cursor\":\"%s\"}".formatted(payment, cursor);
    }

    @Test
    void obeysCloseCodesAndRefusalsAndResumes() throws Exception {
        var steps =
                new Step[] {
                    new Step.Close(1001, "Come back in 0 ms.", List.of(welcome("c0"))),
                    new Step.Close(
                            1001,
                            "Come back in 300 ms.",
                            List.of(update("p1", "c1"), welcome("x"))),
                    new Step.Close(1011, "", List.of(welcome("x"))),
                    new Step.Close(4401, "The token has expired.", List.of(welcome("x"))),
                    new Step.Close(4408, "c2", List.of(welcome("x"))),
                    new Step.Close(4408, "", List.of(welcome("x"))),
                    new Step.Close(
                            4429, "Too many messages; come back in 1 s.", List.of(welcome("x"))),
                    new Step.Close(0, "", List.of(welcome("x"))),
                    new Step.Refuse(401, null),
                    new Step.Refuse(503, "1"),
                    new Step.Refuse(429, "1"),
                    new Step.Close(1011, "", List.of(WELCOME.formatted("c8", false))),
                    new Step.Stay(List.of(WELCOME.formatted("c9", false), update("p2", "c10")))
                };
        try (var gateway = ScriptedGateway.start(steps);
                var client = client(gateway, 900)) {
            await().until(() -> client.updates.contains("p2"));

            assertThat(client.updates).containsExactly("p1", "p2");
            assertThat(client.gaps).hasValue(2);
            assertThat(client.ends).isEmpty();
            var attempts = gateway.attempts();
            assertThat(attempts)
                    .extracting(Attempt::since)
                    .containsExactly(
                            null, "c0", "c1", "c1", "c1", "c2", "c2", "c2", "c2", "c2", "c2", "c2",
                            "c2");
            assertThat(attempts)
                    .extracting(Attempt::authorization)
                    .isEqualTo(
                            IntStream.rangeClosed(1, steps.length)
                                    .mapToObj(number -> "Bearer " + token(number, 900))
                                    .toList());
            Map.of(1, 300, 6, 1000, 9, 1000, 10, 1000)
                    .forEach((step, millis) ->
                            assertThat(attempts.get(step + 1).nanos() - attempts.get(step).nanos())
                                    .as("delay after step %d", step)
                                    .isGreaterThanOrEqualTo(Duration.ofMillis(millis).toNanos()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1003, 1007, 1009, 4403})
    void doesNotReconnectAfterACloseThatForbidsIt(int code) throws Exception {
        var close = new Step.Close(code, "Do not come back.", List.of(welcome("c0")));
        try (var gateway = ScriptedGateway.start(close);
                var client = client(gateway, 900)) {
            await().until(() -> !client.ends.isEmpty());
            assertThat(client.ends).containsExactly(code + " Do not come back.");
            assertThat(gateway.attempts()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 426})
    void doesNotReconnectAfterARefusalThatForbidsIt(int status) throws Exception {
        try (var gateway = ScriptedGateway.start(new Step.Refuse(status, null));
                var client = client(gateway, 900)) {
            await().until(() -> !client.ends.isEmpty());
            assertThat(client.ends).containsExactly("HTTP " + status);
            assertThat(gateway.attempts()).hasSize(1);
        }
    }

    @Test
    void sendsTheNextTokenOverTheOpenConnection() throws Exception {
        try (var gateway = ScriptedGateway.start(new Step.Stay(List.of(welcome("c0"))));
                var client = client(gateway, 2)) {
            await().until(() -> gateway.messages().size() >= 2);
            assertThat(gateway.messages().subList(0, 2))
                    .extracting(message -> new JSONObject(message).get("token"))
                    .containsExactly(token(2, 2), token(3, 2));
            assertThat(gateway.messages()).allMatch(message -> message.contains("\"refresh\""));
            assertThat(gateway.attempts()).hasSize(1);
        }
    }

    @Test
    void asksAgainForAnUpdateThatWasNotHandled() throws Exception {
        try (var gateway =
                        ScriptedGateway.start(
                                new Step.Stay(List.of(welcome("c0"), update("unlucky", "c1"))),
                                new Step.Stay(List.of(update("unlucky", "c1"))));
                var client = client(gateway, 900)) {
            await().until(() -> client.updates.size() == 2);
            assertThat(gateway.attempts()).extracting(Attempt::since).containsExactly(null, "c0");
        }
    }

    /** The example's own main function. Its gateway is killed, and another one takes over. */
    @Test
    void missesNothingWhenItsGatewayIsKilled() throws Exception {
        var kafka = KafkaUnderTest.bootstrapServers();
        var run = UUID.randomUUID().toString();
        try (var tokens = TestTokens.start();
                var ingest = Services.ingest(kafka);
                var first = Services.gateway(kafka, tokens, "1MB", FreePort.find());
                var second = Services.gateway(kafka, tokens, "1MB", FreePort.find())) {
            serveTokens(tokens);
            List.of(ingest, first, second).forEach(ServiceProcess::awaitReady);
            forwarder.to(first);
            try (var main = example.startMain(folder)) {
                await().until(() -> openSockets(first, tokens) == 1);
                pay(ingest, run + "-before");
                await().until(() -> main.output().contains(run + "-before: successful"));
                first.kill();
                pay(ingest, run + "-between");
                forwarder.to(second);
                await().until(() -> main.output().contains(run + "-between: successful"));
                pay(ingest, run + "-after");
                await().until(() -> main.output().contains(run + "-after: successful"));
                assertThat(main.output().lines().filter(line -> line.startsWith(run)))
                        .containsExactly(
                                run + "-before: successful",
                                run + "-between: successful",
                                run + "-after: successful");
                assertThat(main.output()).doesNotContain("Updates were missed");
            }
        }
    }

    private void serveTokens(TestTokens tokens) {
        shop.createContext(
                "/paycast-token",
                exchange -> {
                    try (exchange) {
                        var body =
                                "{\"token\":\"%s\"}"
                                        .formatted(tokens.token("demo", "payments:read"));
                        exchange.sendResponseHeaders(200, body.length());
                        exchange.getResponseBody().write(body.getBytes(UTF_8));
                    }
                });
        shop.start();
    }

    private static void pay(ServiceProcess ingest, String order) {
        var body =
                TabbyWebhooks.body(
                        "pay_" + UUID.randomUUID(), "authorized", "1", "SAR", order, "[]", "[]");
        new TabbyWebhooks(List.of(ingest)).deliver(body);
    }

    private static int openSockets(ServiceProcess gateway, TestTokens tokens) throws Exception {
        var request =
                HttpRequest.newBuilder(gateway.http("/api/websocket/stats"))
                        .header("Authorization", "Bearer " + tokens.token("ops", "stats:read"))
                        .build();
        var stats = ServiceProcess.HTTP.send(request, BodyHandlers.ofString());
        return new JSONObject(stats.body()).getInt("connections");
    }
}
