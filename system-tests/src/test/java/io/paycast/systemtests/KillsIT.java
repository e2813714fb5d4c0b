package io.paycast.systemtests;

import static io.paycast.systemtests.ReconnectingClient.Transport.EVENTS;
import static io.paycast.systemtests.ReconnectingClient.Transport.SOCKET;
import static io.paycast.systemtests.ReconnectingClient.Transport.SOCKET_WITH_WELCOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.systemtests.ReconnectingClient.Transport;
import io.paycast.testsupport.RestartableKafka;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two ingest instances and two gateways on one broker are killed under load. Every change that was
 * acknowledged with 200 reaches every entitled client once and in order, and no other client.
 */
class KillsIT {

    private static final int ORDERS = 20;
    private static final int SENDERS = 4;

    /** Of each sender after each payment, so that a fast machine does not send too many. */
    private static final long PAUSE_MILLIS = 25;

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** The updates of each payment, without the repeats and late webhooks that are also sent. */
    private static final List<String> LIFE =
            List.of(
                    "authorized 0.00 0.00",
                    "authorized 40.00 0.00",
                    "closed 100.00 0.00",
                    "closed 100.00 30.00");

    /** The last payments; there are enough for every order and every partition. */
    private static final int LAST_PAYMENTS = 12 * ORDERS;

    /** The number of the first of them, beyond those of all others. */
    private static final int FIRST_OF_THE_LAST = 50_000 * ORDERS;

    private static final List<String> LAST = List.of("closed 0.00 0.00");

    private final List<ServiceProcess> ingests = new CopyOnWriteArrayList<>();
    private final List<ServiceProcess> gateways = new CopyOnWriteArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Set<Integer> finished = ConcurrentHashMap.newKeySet();

    /** A client and the payments that it may see. */
    private record Client(String name, ReconnectingClient connection, IntPredicate entitled) {}

    @Test
    void deliversEachAcknowledgedChangeOnceWhateverIsKilled() throws Exception {
        try (var kafka = RestartableKafka.started();
                var tokens = TestTokens.start();
                var senders = Executors.newScheduledThreadPool(SENDERS)) {
            try {
                startAll(kafka, tokens);
                var loads = startLoad(senders);
                awaitFinished(50);
                clients.forEach(KillsIT::awaitCursor);
                var leaver = named("everything, away for long");
                leaver.connection().leave();

                gateways.getFirst().kill();
                awaitFinished(finished.size() + 50);
                gateways.set(0, gateway(kafka, tokens, gateways.getFirst().port()).awaitReady());

                ingests.getFirst().kill();
                awaitFinished(finished.size() + 50);
                ingests.set(0, ingest(kafka, ingests.getFirst().port()).awaitReady());

                kafka.kill();
                kafka.start();
                awaitFinished(finished.size() + 50);
                leaver.connection().comeBack();

                gateways.getLast().kill();
                awaitFinished(finished.size() + 50);
                senders.shutdown(); // each sender completes its payment
                assertThat(senders.awaitTermination(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(loads).extracting(Future::state).doesNotContain(Future.State.FAILED);
                sendLastPayments();
                clients.forEach(this::assertEachChangeOnceAndInOrder);
                assertThat(clients).anyMatch(client -> client.connection().resumed() > 0);
            } finally {
                senders.shutdownNow();
                clients.forEach(client -> client.connection().close());
                ingests.forEach(ServiceProcess::close);
                gateways.forEach(ServiceProcess::close);
            }
        }
    }

    private void startAll(RestartableKafka kafka, TestTokens tokens) {
        for (int i = 0; i < 2; i++) {
            ingests.add(ingest(kafka, FreePort.find()));
            gateways.add(gateway(kafka, tokens, FreePort.find()));
        }
        ingests.forEach(ServiceProcess::awaitReady);
        gateways.forEach(ServiceProcess::awaitReady);
        var all = tokens.token("demo", "payments:read");
        var customer =
                tokens.token()
                        .subject("customer")
                        .scopes("payments:read")
                        .orders("order-3", "order-4")
                        .signed();
        for (int turn = 0; turn < 2; turn++) {
            connect("everything, paycast.v1", all, "", SOCKET_WITH_WELCOME, turn, payment -> true);
            connect("everything", all, "", SOCKET, turn, payment -> true);
            connect(
                    "a customer",
                    customer,
                    "",
                    SOCKET_WITH_WELCOME,
                    turn,
                    payment -> isOf(payment, 3, 4));
            connect("everything, as events", all, "", EVENTS, turn, payment -> true);
            connect(
                    "a customer, as events",
                    customer,
                    "",
                    EVENTS,
                    turn,
                    payment -> isOf(payment, 3, 4));
            connect(
                    "a customer that also asks for another's order",
                    customer,
                    "&order=order-4&order=order-5&payment=pay-5",
                    SOCKET,
                    turn,
                    payment -> isOf(payment, 4));
            connect(
                    "filtered",
                    all,
                    "&order=order-7&payment=pay-9",
                    SOCKET_WITH_WELCOME,
                    turn,
                    payment -> isOf(payment, 7) || payment == 9);
        }
        connect("everything, away for long", all, "", SOCKET_WITH_WELCOME, 0, payment -> true);
    }

    private static boolean isOf(int payment, int... orders) {
        return IntStream.of(orders).anyMatch(order -> payment % ORDERS == order);
    }

    private void connect(
            String name,
            String token,
            String filter,
            Transport transport,
            int turn,
            IntPredicate entitled) {
        var connection = ReconnectingClient.open(gateways, token, filter, transport, turn);
        clients.add(new Client(name, connection, entitled));
    }

    private Client named(String name) {
        return clients.stream().filter(client -> client.name().equals(name)).findFirst().get();
    }

    private static ServiceProcess ingest(RestartableKafka kafka, int port) {
        return Services.ingest(kafka.bootstrapServers(), port);
    }

    /** The journal is small, so that a client that was away needs a replay from Kafka. */
    private static ServiceProcess gateway(RestartableKafka kafka, TestTokens tokens, int port) {
        return Services.gateway(kafka.bootstrapServers(), tokens, "128KB", port);
    }

    /** Each sender sends one payment after the other until the executor shuts down. */
    private List<? extends Future<?>> startLoad(ScheduledExecutorService senders) {
        var webhooks = new TabbyWebhooks(ingests);
        var count = new AtomicInteger();
        return IntStream.range(0, SENDERS)
                .mapToObj(sender ->
                        senders.scheduleWithFixedDelay(
                                () -> send(webhooks, count.getAndIncrement()),
                                0,
                                PAUSE_MILLIS,
                                TimeUnit.MILLISECONDS))
                .toList();
    }

    /** Sends the life of a payment with repeats and late webhooks. */
    private void send(TabbyWebhooks webhooks, int payment) {
        var authorized = body(payment, "authorized", "[]", "[]");
        var one = TabbyWebhooks.movement("c1", "40");
        var both = one + "," + TabbyWebhooks.movement("c2", "60");
        var closed = body(payment, "closed", "[" + both + "]", "[]");
        webhooks.deliver(authorized);
        webhooks.deliver(body(payment, "authorized", "[" + one + "]", "[]"));
        webhooks.deliver(authorized);
        webhooks.deliver(closed);
        webhooks.deliver(
                body(
                        payment,
                        "closed",
                        "[" + both + "]",
                        "[" + TabbyWebhooks.movement("r1", "30") + "]"));
        webhooks.deliver(closed);
        finished.add(payment);
    }

    /** Sends one last payment to every partition; updates after it would be unexpected. */
    private void sendLastPayments() {
        var webhooks = new TabbyWebhooks(ingests);
        for (int i = 0; i < LAST_PAYMENTS; i++) {
            webhooks.deliver(body(FIRST_OF_THE_LAST + i, "closed", "[]", "[]"));
        }
    }

    private static String body(int payment, String status, String captures, String refunds) {
        var order = "order-" + payment % ORDERS;
        return TabbyWebhooks.body("pay-" + payment, status, "100", "SAR", order, captures, refunds);
    }

    private void awaitFinished(int many) {
        Awaitility.await().atMost(TIMEOUT).until(() -> finished.size() >= many);
    }

    /** Without a cursor, a client would miss what happens before it reconnects. */
    private static void awaitCursor(Client client) {
        Awaitility.await(client.name()).atMost(TIMEOUT).until(client.connection()::hasCursor);
    }

    private void assertEachChangeOnceAndInOrder(Client client) {
        var expected = new TreeMap<String, List<String>>();
        finished.stream()
                .filter(client.entitled()::test)
                .forEach(payment -> expected.put("pay-" + payment, LIFE));
        IntStream.range(FIRST_OF_THE_LAST, FIRST_OF_THE_LAST + LAST_PAYMENTS)
                .filter(client.entitled())
                .forEach(payment -> expected.put("pay-" + payment, LAST));
        Awaitility.await(client.name())
                .atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(seenBy(client)).isEqualTo(expected));
        assertThat(client.connection().gaps()).as(client.name()).isZero();
    }

    private static Map<String, List<String>> seenBy(Client client) {
        var seen = new TreeMap<String, List<String>>();
        for (var update : client.connection().updates()) {
            seen.computeIfAbsent(update.path("PaymentId").asString(), id -> new ArrayList<>())
                    .add(
                            "%s %s %s"
                                    .formatted(
                                            update.path("Status").asString(),
                                            update.path("CapturedAmount").decimalValue(),
                                            update.path("RefundedAmount").decimalValue()));
        }
        return seen;
    }
}
