package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.RestartableKafka;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two ingests and two gateways on one broker, killed under load: every webhook that was answered
 * 200 is seen exactly once by every client, wherever it has gone meanwhile.
 */
class KillsIT {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final int CLIENTS = 12;

    private final List<ServiceProcess> ingests = new CopyOnWriteArrayList<>();
    private final List<ServiceProcess> gateways = new CopyOnWriteArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

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
                awaitAnswered(200);

                gateways.getFirst().kill();
                awaitAnswered(400);
                gateways.set(0, gateway(kafka, tokens, gateways.getFirst().port()).awaitReady());

                ingests.getFirst().kill();
                awaitAnswered(600);
                ingests.set(0, ingest(kafka, ingests.getFirst().port()).awaitReady());

                kafka.kill();
                kafka.start();
                awaitAnswered(answered.size() + 200);

                gateways.getLast().kill();
                awaitAnswered(answered.size() + 200);
                loading.set(false);
                senders.shutdown();
                assertThat(senders.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
                watchers.forEach(this::sawEachOnce);
                assertThat(watchers.stream().mapToInt(Watcher::resumed).sum()).isPositive();
            } finally {
                loading.set(false);
                watchers.forEach(Watcher::close);
                ingests.forEach(ServiceProcess::close);
                gateways.forEach(ServiceProcess::close);
            }
        }
    }

    private void startAll(RestartableKafka kafka, TestTokens tokens) {
        for (int i = 0; i < 2; i++) {
            ingests.add(ingest(kafka, ServiceProcess.freePort()));
            gateways.add(gateway(kafka, tokens, ServiceProcess.freePort()));
        }
        ingests.forEach(ServiceProcess::awaitReady);
        gateways.forEach(ServiceProcess::awaitReady);
        var token = tokens.token("demo", "payments:read");
        for (int i = 0; i < CLIENTS; i++) {
            watchers.add(Watcher.open(gateways, token, i));
        }
    }

    private static ServiceProcess ingest(RestartableKafka kafka, int port) {
        return ServiceProcess.start(
                "webhook-ingest",
                port,
                Map.of(
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        kafka.bootstrapServers(),
                        "PAYCAST_INGEST_MERCHANTS_0_CODE",
                        "sa",
                        "PAYCAST_INGEST_MERCHANTS_0_SECRETS",
                        Tabby.SECRET,
                        "PAYCAST_INGEST_ALLOWED_ADDRESSES",
                        "any"));
    }

    private static ServiceProcess gateway(RestartableKafka kafka, TestTokens tokens, int port) {
        var jwt = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";
        return ServiceProcess.start(
                "ws-gateway",
                port,
                Map.of(
                        "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                        kafka.bootstrapServers(),
                        "PAYCAST_GATEWAY_CURSOR_KEY",
                        KEY,
                        jwt + "ISSUER_URI",
                        tokens.issuer(),
                        jwt + "JWK_SET_URI",
                        tokens.jwkSetUri()));
    }

    private void load(AtomicBoolean loading, AtomicInteger count) {
        var tabby = new Tabby(ingests);
        while (loading.get() && count.get() < 20_000) {
            var payment = "pay-" + count.getAndIncrement();
            tabby.deliver(Tabby.body(payment, "authorized"));
            answered.add(payment);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private void awaitAnswered(int many) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> answered.size() >= many);
    }

    private void sawEachOnce(Watcher watcher) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(timesSeen(watcher)).containsOnlyKeys(answered));
        assertThat(timesSeen(watcher).values()).containsOnly(1);
        assertThat(watcher.gaps()).isZero();
    }

    private static Map<String, Integer> timesSeen(Watcher watcher) {
        var times = new HashMap<String, Integer>();
        watcher.updates()
                .forEach(update ->
                        times.merge(update.path("PaymentId").asString(), 1, Integer::sum));
        return times;
    }
}
