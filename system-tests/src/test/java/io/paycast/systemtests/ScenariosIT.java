package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.tabby.TabbyEmulator;
import io.paycast.tabby.TabbyOptions;
import io.paycast.tabby.scenario.InvalidScenarioException;
import io.paycast.tabby.scenario.ScenarioRun;
import io.paycast.tabby.scenario.Scenarios;
import io.paycast.tabby.scenario.Seen;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.PostgresUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Every scenario of the emulator through ingest, Kafka and gateway to two clients, with several
 * seeds. What a client sees at the end is what the emulator has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenariosIT {

    private static final int SEEDS = Integer.getInteger("paycast.seeds", 3);

    /** Enough markers to reach every partition. */
    private static final int MARKERS = 60;

    private static final String MERCHANT = "sa";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServiceProcess ingest = notStarted();
    private ServiceProcess auth = notStarted();
    private ServiceProcess gateway = notStarted();

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

    private TabbyEmulator emulator() {
        var webhook =
                new TabbyOptions.Webhook(
                        ingest.http("/api/tabby/webhook"),
                        "X-Tabby-Signature",
                        TabbyWebhooks.SECRET);
        return opened(TabbyEmulator.start(TabbyOptions.defaults().withWebhook(webhook)));
    }

    private ReconnectingClient client(ReconnectingClient.Transport transport) {
        var token = Services.login(auth).token();
        return opened(ReconnectingClient.open(List.of(gateway), token, "", transport, 0));
    }

    @Test
    void showsTheEndingOfEveryScenarioWithEverySeed() throws InvalidScenarioException {
        long seed = Long.getLong("paycast.seed", new Random().nextInt(1_000_000));
        System.out.printf("ScenariosIT: -Dpaycast.seed=%d%n", seed);
        var tabby = emulator();
        var socket = client(ReconnectingClient.Transport.SOCKET_WITH_WELCOME);
        var events = client(ReconnectingClient.Transport.EVENTS);
        var runs = new ArrayList<ScenarioRun>();
        for (int i = 0; i < SEEDS; i++) {
            for (var name : Scenarios.NAMES) {
                runs.add(tabby.play(Scenarios.find(name).orElseThrow(), MERCHANT, seed + i));
            }
            // One client is away for a round and resumes from its cursor.
            if (i == 0) {
                socket.leave();
            }
        }
        socket.comeBack();
        for (var client : List.of(socket, events)) {
            awaitAll(client);
            var seen = byPayment(client);
            for (var run : runs) {
                for (var payment : run.payments()) {
                    assertThat(payment.problems(seen.getOrDefault(payment.id(), List.of())))
                            .as("%s, seed %d, %s", run.scenario(), run.seed(), payment.id())
                            .isEmpty();
                }
            }
        }
    }

    /** Waits for webhooks that reach every partition after all others. */
    private void awaitAll(ReconnectingClient client) {
        var end = "end-" + UUID.randomUUID() + "-";
        var webhooks = new TabbyWebhooks(List.of(ingest));
        IntStream.range(0, MARKERS)
                .forEach(i -> webhooks.deliver(TabbyWebhooks.body(end + i, "closed")));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        client.updates().stream()
                                        .filter(update -> id(update).startsWith(end))
                                        .count()
                                == MARKERS);
    }

    private static Map<String, List<Seen>> byPayment(ReconnectingClient client) {
        return client.updates().stream()
                .collect(
                        Collectors.groupingBy(
                                ScenariosIT::id,
                                Collectors.mapping(Seen::of, Collectors.toList())));
    }

    private static String id(JsonNode update) {
        return update.path("PaymentId").asString();
    }
}
