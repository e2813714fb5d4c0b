package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.PostgresUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Ingest, auth service and gateway as three processes: from a webhook to a client that logs in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentLifeIT {

    private static final int PERMUTATIONS = 120;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String STATUSES = "created authorized expired rejected closed";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServiceProcess ingest = notStarted();
    private ServiceProcess auth = notStarted();
    private ServiceProcess gateway = notStarted();
    private TabbyWebhooks webhooks = new TabbyWebhooks(List.of());

    @SuppressWarnings("NullAway") // set before the first test
    private static ServiceProcess notStarted() {
        return null;
    }

    @BeforeAll
    void start() {
        var kafka = KafkaUnderTest.bootstrapServers();
        int authPort = FreePort.find();
        auth = opened(Services.auth(kafka, PostgresUnderTest.freshDatabase(), authPort));
        ingest = opened(Services.ingest(kafka));
        gateway = opened(Services.gateway(kafka, authPort, FreePort.find()));
        auth.awaitReady();
        ingest.awaitReady();
        gateway.awaitReady();
        webhooks = new TabbyWebhooks(List.of(ingest));
    }

    @AfterAll
    void stop() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private ReconnectingClient openClient() {
        return opened(ReconnectingClient.open(List.of(gateway), Services.login(auth).token(), 0));
    }

    @Test
    void movesForwardToTheSameEndInEveryOrderOfWebhooks() {
        long seed = new Random().nextLong();
        var one = openClient();
        var other = openClient();
        var run = UUID.randomUUID().toString();
        var orders = permutations(List.of(0, 1, 2, 3, 4));
        var ends = new HashMap<String, String>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < orders.size(); i++) {
                var payment = run + "-" + i;
                var order = withRepeats(orders.get(i), new Random(seed + i));
                ends.put(payment, "closed 100.00 100.00 25.00 " + lastNewReference(order));
                threads.execute(() -> order.forEach(step -> webhooks.deliver(life(payment, step))));
            }
        }
        // these reach every partition after all others
        IntStream.range(0, 60)
                .forEach(i -> webhooks.deliver(TabbyWebhooks.body(run + "-end" + i, "closed")));
        for (var client : List.of(one, other)) {
            Awaitility.await().atMost(TIMEOUT).until(() -> of(client, run + "-end").size() == 60);
            var histories = new HashMap<String, List<JsonNode>>();
            of(client, run).stream()
                    .filter(update -> !id(update).contains("-end"))
                    .forEach(update ->
                            histories
                                    .computeIfAbsent(id(update), x -> new ArrayList<>())
                                    .add(update));
            assertThat(histories).as("seed %d", seed).hasSize(PERMUTATIONS);
            histories.forEach((payment, history) ->
                    assertForward(history, ends.getOrDefault(payment, ""), seed));
        }
        assertThat(of(one, run).stream().map(JsonNode::toString).sorted())
                .isEqualTo(of(other, run).stream().map(JsonNode::toString).sorted().toList());
        assertEveryCursorResumesWithTheRest(of(one, run), run + "-end59");
    }

    /** A client that resumes after an update receives exactly the later ones; every 4th payment. */
    private void assertEveryCursorResumesWithTheRest(List<JsonNode> updates, String end) {
        var token = Services.login(auth).token();
        for (int i = 0; i < PERMUTATIONS; i += 4) {
            var payment = end.replace("-end59", "-" + i);
            var history = updates.stream().filter(update -> id(update).equals(payment)).toList();
            for (int seen = 1; seen <= history.size(); seen++) {
                var query =
                        "&since=%s&payment=%s&payment=%s"
                                .formatted(
                                        history.get(seen - 1).path("Cursor").asString(),
                                        payment,
                                        end);
                try (var resumed =
                        ReconnectingClient.open(
                                List.of(gateway),
                                token,
                                query,
                                ReconnectingClient.Transport.SOCKET_WITH_WELCOME,
                                0)) {
                    var rest = new ArrayList<>(history.subList(seen, history.size()));
                    Awaitility.await()
                            .atMost(TIMEOUT)
                            .pollInterval(Duration.ofMillis(10))
                            .until(() ->
                                    !of(resumed, end).isEmpty()
                                            && resumed.updates().size() > rest.size());
                    assertThat(of(resumed, payment))
                            .map(PaymentLifeIT::visible)
                            .isEqualTo(rest.stream().map(PaymentLifeIT::visible).toList());
                    assertThat(resumed.updates()).hasSize(rest.size() + 1);
                }
            }
        }
    }

    private static void assertForward(List<JsonNode> history, String end, long seed) {
        for (int i = 1; i < history.size(); i++) {
            var before = history.get(i - 1);
            var after = history.get(i);
            var what = "seed %d, %s after %s".formatted(seed, after, before);
            assertThat(rank(after)).as(what).isGreaterThanOrEqualTo(rank(before));
            for (var amount : List.of("CapturedAmount", "RefundedAmount")) {
                assertThat(after.path(amount).decimalValue())
                        .as(what)
                        .isGreaterThanOrEqualTo(before.path(amount).decimalValue());
            }
            assertThat(visible(after)).as(what).isNotEqualTo(visible(before));
        }
        assertThat(visible(history.getLast())).as("seed %d", seed).isEqualTo(end);
    }

    private static String visible(JsonNode update) {
        return String.join(
                " ",
                update.path("Status").asString(),
                update.path("Amount").decimalValue().toPlainString(),
                update.path("CapturedAmount").decimalValue().toPlainString(),
                update.path("RefundedAmount").decimalValue().toPlainString(),
                update.path("OrderReferenceId").asString());
    }

    private static int rank(JsonNode update) {
        return STATUSES.indexOf(update.path("Status").asString());
    }

    /** The order reference that becomes current last: the one that is not in the first webhook. */
    private static String lastNewReference(List<Integer> steps) {
        return steps.getFirst() <= 1 ? "order-b" : "order-a";
    }

    /** Authorized, partly captured, moved to another order reference, closed, refunded. */
    private static String life(String payment, int step) {
        var part = TabbyWebhooks.movement("cap-1", "40");
        var all = part + "," + TabbyWebhooks.movement("cap-2", "60.00");
        return switch (step) {
            case 0 ->
                    TabbyWebhooks.body(payment, "authorized", "100", "SAR", "order-a", "[]", "[]");
            case 1 ->
                    TabbyWebhooks.body(
                            payment, "AUTHORIZED", "100", "SAR", "order-a", "[" + part + "]", "[]");
            case 2 ->
                    TabbyWebhooks.body(
                            payment, "authorized", "100", "SAR", "order-b", "[" + part + "]", "[]");
            case 3 ->
                    TabbyWebhooks.body(
                            payment, "closed", "100", "SAR", "order-b", "[" + all + "]", "[]");
            default ->
                    TabbyWebhooks.body(
                            payment,
                            "closed",
                            "100.00",
                            "SAR",
                            "order-b",
                            "[" + all + "]",
                            "[" + TabbyWebhooks.movement("ref-1", "25") + "]");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "authorized, 150.00, AED, 150.00",
        "rejected, 12.345, KWD, 12.345",
        "expired, 7, KWD, 7.000",
        "closed, 99.9, SAR, 99.90",
    })
    void deliversEachStatusAndAmount(String status, String amount, String currency, String shown) {
        var client = openClient();
        var payment = UUID.randomUUID().toString();
        webhooks.deliver(TabbyWebhooks.body(payment, status, amount, currency, "o", "[]", "[]"));
        Awaitility.await().atMost(TIMEOUT).until(() -> of(client, payment).size() == 1);
        var update = of(client, payment).getFirst();
        assertThat(update.path("Status").asString()).isEqualTo(status);
        assertThat(update.path("Amount").decimalValue().toPlainString()).isEqualTo(shown);
        assertThat(update.path("MerchantCode").asString()).isEqualTo("sa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"x\"",
                "[]",
                "{\"id\":\"x\",\"id\":\"y\"}",
                "{\"id\":\"x\",\"status\":\"authorized\",\"amount\":\"abc\",\"currency\":\"AED\"}",
            })
    void refusesAnInvalidBodyAndStaysHealthy(String body) throws IOException {
        var response = TabbyWebhooks.post(ingest, body, TabbyWebhooks.SECRET);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(TabbyWebhooks.post(ingest, body, "wrong-secret").statusCode()).isIn(401, 429);
        webhooks.deliver(TabbyWebhooks.body(UUID.randomUUID().toString(), "authorized"));
    }

    /** Tabby would otherwise send it four times more, for nothing. */
    @Test
    void keepsAWebhookOfAnUnknownCurrencyAndResponds200() throws IOException {
        var body = "{\"id\":\"x\",\"status\":\"authorized\",\"amount\":\"1\",\"currency\":\"XXX\"}";
        var response = TabbyWebhooks.post(ingest, body, TabbyWebhooks.SECRET);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"quarantined\":true").contains("\"currency\"");
        webhooks.deliver(TabbyWebhooks.body(UUID.randomUUID().toString(), "authorized"));
    }

    private static List<JsonNode> of(ReconnectingClient client, String idPrefix) {
        return client.updates().stream().filter(u -> id(u).startsWith(idPrefix)).toList();
    }

    private static String id(JsonNode update) {
        return update.path("PaymentId").asString();
    }

    private static List<Integer> withRepeats(List<Integer> order, Random random) {
        var deliveries = new ArrayList<>(order);
        for (int repeats = random.nextInt(4); repeats > 0; repeats--) {
            var repeated = order.get(random.nextInt(order.size()));
            deliveries.add(random.nextInt(deliveries.size() + 1), repeated);
        }
        return deliveries;
    }

    private static List<List<Integer>> permutations(List<Integer> steps) {
        if (steps.isEmpty()) {
            return List.of(List.of());
        }
        var all = new ArrayList<List<Integer>>();
        for (var first : steps) {
            var rest = steps.stream().filter(step -> !step.equals(first)).toList();
            for (var tail : permutations(rest)) {
                var order = new ArrayList<Integer>(List.of(first));
                order.addAll(tail);
                all.add(order);
            }
        }
        return all;
    }
}
