package io.paycast.systemtests;

import static io.paycast.systemtests.RawSocket.FIN;
import static io.paycast.systemtests.RawSocket.PING;
import static io.paycast.systemtests.RawSocket.PONG;
import static io.paycast.systemtests.RawSocket.TEXT;
import static io.paycast.systemtests.RawSocket.frame;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attacks a gateway of compose's size with every kind of spending at once, from one address, as one
 * subject or several for each kind, while other clients listen: docs/decisions/029.
 */
class ClientCostIT {

    private static final int HONEST = 1_000;
    private static final int WEBHOOKS_PER_ROUND = 20;

    /** An attack ends when it has reached every limit, after a few rounds. */
    private static final int MAX_ROUNDS = 100;

    /** The gateway's container has 1 GiB. What is left of it is for the kernel's buffers. */
    private static final long MAX_RESIDENT_KIB = 832 * 1024;

    /** What the gateway may keep after the attack: compiled code, and heap that it is to return. */
    private static final long TOLERANCE_KIB = 96 * 1024;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String ATTACKER = "127.0.0.66";

    /** The number of subjects that attack the memory that all clients share. */
    private static final int SUBJECTS = 16;

    private final String run = UUID.randomUUID().toString();
    private final Queue<RawSocket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean attacking = new AtomicBoolean(true);

    @Test
    void oneAttackerCostsNoOtherClientAnythingAndTheGatewayABoundedMemory() throws Exception {
        var kafka = KafkaUnderTest.bootstrapServers();
        try (var tokens = TestTokens.start();
                var ingest = Services.ingest(kafka).awaitReady();
                var gateway =
                        Services.gatewayOfComposeSize(kafka, tokens, FreePort.find()).awaitReady();
                var honest =
                        HonestClients.open(
                                gateway, tokens.token("honest", "payments:read"), HONEST)) {
            var webhooks = new TabbyWebhooks(List.of(ingest));
            deliver(webhooks, honest, "before", 40);
            long before = gateway.residentKib();

            long peak;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                attacks(gateway, tokens).forEach(threads::execute);
                try {
                    peak = deliverUntilEachLimitIsReached(webhooks, honest, gateway, tokens);
                } finally {
                    attacking.set(false);
                    closeSockets();
                }
            }
            closeSockets();
            deliver(webhooks, honest, "after", 20);

            var stats = stats(gateway, tokens);
            System.out.printf(
                    "ClientCostIT: honest clients p50 %d ms, p99 %d ms; resident %d MiB before,"
                            + " %d MiB at most; counts %s refused %s closed %s%n",
                    honest.delayMillis(0.5),
                    honest.delayMillis(0.99),
                    before / 1024,
                    peak / 1024,
                    stats.path("counts"),
                    stats.path("refusedByReason"),
                    stats.path("closedByCode"));
            assertThat(unexpected).isEmpty();
            assertThat(honest.failures()).isEmpty();
            assertThat(peak).as("resident memory in KiB").isLessThan(MAX_RESIDENT_KIB);
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .untilAsserted(() ->
                            assertThat(gateway.residentKib() - before)
                                    .as("growth in KiB")
                                    .isLessThan(TOLERANCE_KIB));
            assertThat(unreached(stats)).as("limits that were not reached").isEmpty();
            assertNothingIsHeld(gateway, tokens);
        }
    }

    /** Returns the gateway's highest resident memory meanwhile, in KiB. */
    private long deliverUntilEachLimitIsReached(
            TabbyWebhooks webhooks,
            HonestClients honest,
            ServiceProcess gateway,
            TestTokens tokens) {
        long peak = 0;
        for (int round = 0;
                !unreached(stats(gateway, tokens)).isEmpty() && round < MAX_ROUNDS;
                round++) {
            deliver(webhooks, honest, "attack-" + round, WEBHOOKS_PER_ROUND);
            openAsCustomer(gateway, tokens, round);
            peak = Math.max(peak, gateway.residentKib());
        }
        return peak;
    }

    /** A customer at another address gets a socket with its order, and can narrow it. */
    private void openAsCustomer(ServiceProcess gateway, TestTokens tokens, int round) {
        var order = run + "-customer-" + round;
        var token = tokens.token().subject(order).orders(order).signed();
        var filter = "{\"type\":\"subscribe\",\"orders\":[\"%s\"]}".formatted(order);
        try (var socket = new RawSocket(gateway, "127.0.0.67")) {
            int status = socket.open(token, "");
            if (status != 101) {
                unexpected.add("a customer was refused with " + status);
            }
            socket.send(frame(FIN | TEXT, filter.getBytes(US_ASCII)));
        } catch (IOException e) {
            unexpected.add("a customer: " + e);
        }
    }

    /** Delivers payments and waits until every honest client has them. */
    private void deliver(TabbyWebhooks webhooks, HonestClients honest, String phase, int count) {
        var payments =
                IntStream.range(0, count).mapToObj(i -> run + "-" + phase + "-" + i).toList();
        for (var payment : payments) {
            honest.sending(payment);
            webhooks.deliver(TabbyWebhooks.body(payment, "authorized"));
        }
        Awaitility.await()
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> payments.stream().allMatch(honest::allReceived));
    }

    private interface Attack {
        void run(int number) throws IOException;
    }

    /** One task for each kind of spending. Each repeats until the attack ends. */
    private List<Runnable> attacks(ServiceProcess gateway, TestTokens tokens) {
        var user = tokens.token("attacker", "payments:read");
        var users =
                IntStream.range(0, SUBJECTS)
                        .mapToObj(i -> tokens.token("attacker-" + i, "payments:read"))
                        .toList();
        var guests =
                IntStream.range(0, SUBJECTS)
                        .mapToObj(
                                i -> tokens.token().subject("guest-" + i).orders("o" + i).signed())
                        .toList();
        var customer = tokens.token().subject("shopper").orders("o").signed();
        var flooder = tokens.token("flooder", "payments:read");
        var forged = "x".repeat(12_000);
        var subscribe = subscribe(250);
        var subscribeOfGuest = subscribe(50); // the most that a customer may name
        var unfinished = Arrays.copyOf(frame(FIN | TEXT, new byte[60_000]), 59_000);
        var fragments = hundred(frame(0, new byte[0]));
        var pings = hundred(frame(FIN | PING, new byte[125]));
        var pong = frame(FIN | PONG, new byte[0]);
        var pongs = hundred(pong);
        return List.of(
                repeat(
                        "filters",
                        400,
                        i -> open(gateway, users.get(i % SUBJECTS), "").send(subscribe)),
                repeat(
                        "filters of customers",
                        200,
                        i -> open(gateway, guests.get(i % SUBJECTS), "").send(subscribeOfGuest)),
                repeat(
                        "unfinished frames",
                        400,
                        i -> open(gateway, users.get(i % SUBJECTS), "").send(unfinished)),
                repeat(
                        "fragments",
                        200,
                        i -> {
                            var socket = open(gateway, users.get(i % SUBJECTS), "");
                            socket.send(frame(TEXT, new byte[0]));
                            socket.sendUntilRefused(fragments, 10);
                        }),
                repeat(
                        "unread replies",
                        100,
                        i -> open(gateway, user, "").sendUntilRefused(pings, 50)),
                repeat("flood", 5, i -> open(gateway, flooder, "").sendUntilRefused(pongs, 101)),
                repeat("sockets of a customer", 100, i -> open(gateway, customer, "")),
                repeat("stalled", 500, i -> open(gateway, user, "&rewind=1000").send(pong)),
                repeat("rewinds", 2_000, i -> open(gateway, user, "&rewind=1000").close()),
                repeat("forged tokens", 2_000, i -> open(gateway, forged, "").close()),
                repeat(
                        "unread event streams",
                        200,
                        i -> connect(gateway).send(eventStream(user).getBytes(US_ASCII))),
                repeat("silent connections", 500, i -> connect(gateway)),
                repeat(
                        "bodies that never end",
                        500,
                        i ->
                                connect(gateway)
                                        .send(
                                                ("POST /api/websocket/test-notification HTTP/1.1"
                                                                + "\r\nHost: localhost\r\n"
                                                                + "Content-Length: 16000\r\n\r\n{")
                                                        .getBytes(US_ASCII))));
    }

    /** Short enough to arrive whole: the attacker's memory for unfinished messages is full. */
    private static byte[] subscribe(int payments) {
        var names =
                IntStream.range(0, payments)
                        .mapToObj("\"%d\""::formatted)
                        .collect(joining(",", "{\"type\":\"subscribe\",\"payments\":[", "]}"));
        return frame(FIN | TEXT, names.getBytes(US_ASCII));
    }

    private static String eventStream(String token) {
        return """
        GET /api/websocket/events?rewind=1000&token=%s HTTP/1.1\r
        Host: localhost\r
        \r
        """
                .formatted(token);
    }

    private static byte[] hundred(byte[] frame) {
        var frames = new byte[100 * frame.length];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(frame, 0, frames, i * frame.length, frame.length);
        }
        return frames;
    }

    private Runnable repeat(String name, int times, Attack attack) {
        return () -> {
            for (int i = 0; i < times && attacking.get(); i++) {
                try {
                    attack.run(i);
                } catch (IOException e) {
                    // refused or closed, as it should be
                } catch (RuntimeException e) {
                    unexpected.add(name + ": " + e);
                }
            }
        };
    }

    private RawSocket connect(ServiceProcess gateway) throws IOException {
        var socket = new RawSocket(gateway, ATTACKER);
        sockets.add(socket);
        if (!attacking.get()) {
            socket.close();
            throw new IOException("the attack has ended");
        }
        return socket;
    }

    private RawSocket open(ServiceProcess gateway, String token, String more) throws IOException {
        var socket = connect(gateway);
        int status = socket.open(token, more);
        if (status != 101) {
            throw new IOException("refused with " + status);
        }
        return socket;
    }

    private void closeSockets() throws IOException {
        for (var socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            socket.close();
        }
    }

    private static JsonNode stats(ServiceProcess gateway, TestTokens tokens) {
        var request =
                HttpRequest.newBuilder(gateway.http("/api/websocket/stats"))
                        .header("Authorization", "Bearer " + tokens.token("ops", "stats:read"))
                        .timeout(TIMEOUT)
                        .build();
        try {
            var body = ServiceProcess.HTTP.send(request, BodyHandlers.ofString()).body();
            return JsonMapper.shared().readTree(body);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The limits that the attack has not reached. */
    private static List<String> unreached(JsonNode stats) {
        return Stream.of(
                        "/counts/filtersRefused",
                        "/counts/buffersRefused",
                        "/counts/bans",
                        "/refusedByReason/subjectLimit",
                        "/refusedByReason/badToken",
                        "/closedByCode/1009",
                        "/closedByCode/4408",
                        "/closedByCode/4429")
                .filter(limit -> stats.at(limit).asLong(0) == 0)
                .toList();
    }

    private static void assertNothingIsHeld(ServiceProcess gateway, TestTokens tokens) {
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() -> {
                    var stats = stats(gateway, tokens);
                    assertThat(stats.path("connections").asInt()).isEqualTo(HONEST);
                    for (var level :
                            List.of("tokenBytes", "filterBytes", "bufferBytes", "replayPayments")) {
                        assertThat(stats.path("levels").path(level).asLong()).as(level).isZero();
                    }
                });
    }
}
