package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two ingests and two gateways on one broker, killed under load while payments go through their
 * lives: every change that was answered 200 is seen once, in order, by every client entitled to it
 * and by no other, wherever it has gone meanwhile.
 */
class KillsIT {

    private static final int ORDERS = 20;
    private static final int MAX_PAYMENTS = 5_000;

    /**
     * What a client may see of each payment: what TabbyWebhooks sends, repeats and stragglers
     * apart.
     */
    private static final List<String> LIFE =
            List.of(
                    "authorized 0.00 0.00",
                    "authorized 40.00 0.00",
                    "closed 100.00 0.00",
                    "closed 100.00 30.00");

    /** What comes last: so many on each order that they reach every partition. */
    private static final int LAST_PAYMENTS = 12 * ORDERS;

    private static final List<String> LAST = List.of("closed 0.00 0.00");

    private final List<ServiceProcess> ingests = new CopyOnWriteArrayList<>();
    private final List<ServiceProcess> gateways = new CopyOnWriteArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Set<Integer> finished = ConcurrentHashMap.newKeySet();

    /** A client and the payments that it is entitled to. */
    private record Client(String name, ReconnectingClient connection, IntPredicate entitled) {}

    @Test
    void whatWasAnswered200IsSeenOnceWhateverIsKilled() throws Exception {
        try (var kafka = RestartableKafka.started();
                var tokens = TestTokens.start();
                var senders = Executors.newFixedThreadPool(4)) {
            var loading = new AtomicBoolean(true);
            try {
                startAll(kafka, tokens);
                var count = new AtomicInteger();
                for (int sender = 0; sender < 4; sender++) {
                    senders.execute(() -> load(loading, count));
                }
                awaitFinished(50);
                var leaver = named("everything, long away");
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
                loading.set(false);
                senders.shutdown();
                assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
                sendTheLast();
                clients.forEach(this::sawEachChangeOnceAndInOrder);
                assertThat(clients).anyMatch(client -> client.connection().resumed() > 0);
            } finally {
                loading.set(false);
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
            join("everything, paycast.v1", all, "", true, turn, payment -> true);
            join("everything", all, "", false, turn, payment -> true);
            join("a customer", customer, "", true, turn, payment -> isOf(payment, 3, 4));
            join(
                    "a customer that asks for others' too",
                    customer,
                    "&order=order-4&order=order-5&payment=pay-5",
                    false,
                    turn,
                    payment -> isOf(payment, 4));
            join(
                    "narrowed",
                    all,
                    "&order=order-7&payment=pay-9",
                    true,
                    turn,
                    payment -> isOf(payment, 7) || payment == 9);
        }
        join("everything, long away", all, "", true, 0, payment -> true);
    }

    private static boolean isOf(int payment, int... orders) {
        return IntStream.of(orders).anyMatch(order -> payment % ORDERS == order);
    }

    private void join(
            String name,
            String token,
            String narrowing,
            boolean wantsWelcome,
            int turn,
            IntPredicate entitled) {
        var connection = ReconnectingClient.open(gateways, token, narrowing, wantsWelcome, turn);
        clients.add(new Client(name, connection, entitled));
    }

    private Client named(String name) {
        return clients.stream().filter(client -> client.name().equals(name)).findFirst().get();
    }

    private static ServiceProcess ingest(RestartableKafka kafka, int port) {
        return Services.ingest(kafka.bootstrapServers(), port);
    }

    /** With a journal so small that whoever was away is replayed to from Kafka. */
    private static ServiceProcess gateway(RestartableKafka kafka, TestTokens tokens, int port) {
        return Services.gateway(kafka.bootstrapServers(), tokens, "128KB", port);
    }

    /**
     * One payment after the other, each with the repeats and stragglers that TabbyWebhooks is known
     * for.
     */
    private void load(AtomicBoolean loading, AtomicInteger count) {
        var tabby = new TabbyWebhooks(ingests);
        while (loading.get() && count.get() < MAX_PAYMENTS) {
            int payment = count.getAndIncrement();
            var authorized = body(payment, "authorized", "[]", "[]");
            var one = TabbyWebhooks.movement("c1", "40");
            var both = one + "," + TabbyWebhooks.movement("c2", "60");
            var closed = body(payment, "closed", "[" + both + "]", "[]");
            tabby.deliver(authorized);
            tabby.deliver(body(payment, "authorized", "[" + one + "]", "[]"));
            tabby.deliver(authorized);
            tabby.deliver(closed);
            tabby.deliver(
                    body(
                            payment,
                            "closed",
                            "[" + both + "]",
                            "[" + TabbyWebhooks.movement("r1", "30") + "]"));
            tabby.deliver(closed);
            finished.add(payment);
        }
    }

    /** Behind these nothing can come any more that should not have come. */
    private void sendTheLast() {
        var tabby = new TabbyWebhooks(ingests);
        for (int i = 0; i < LAST_PAYMENTS; i++) {
            tabby.deliver(body(MAX_PAYMENTS + i, "closed", "[]", "[]"));
        }
    }

    private static String body(int payment, String status, String captures, String refunds) {
        var order = "order-" + payment % ORDERS;
        return TabbyWebhooks.body("pay-" + payment, status, "100", "SAR", order, captures, refunds);
    }

    private void awaitFinished(int many) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> finished.size() >= many);
    }

    private void sawEachChangeOnceAndInOrder(Client client) {
        var expected = new TreeMap<String, List<String>>();
        finished.stream()
                .filter(client.entitled()::test)
                .forEach(payment -> expected.put("pay-" + payment, LIFE));
        IntStream.range(MAX_PAYMENTS, MAX_PAYMENTS + LAST_PAYMENTS)
                .filter(client.entitled())
                .forEach(payment -> expected.put("pay-" + payment, LAST));
        Awaitility.await(client.name())
                .atMost(Duration.ofSeconds(60))
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
