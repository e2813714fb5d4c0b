package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Many clients stop reading: they cost the gateway no memory, they delay no other client, and each
 * is closed with 4408.
 */
class StalledClientsIT {

    private static final int STALLED = 1_000;
    private static final int SENDERS = 16;

    /** About 10 MB of updates, many times what the buffers of one connection hold. */
    private static final int PAYMENTS = 25_000;

    /** With one queue for each client, 1,000 clients would take 10 GB. */
    private static final long MAX_GROWTH_KIB = 160 * 1024;

    /** Sent before the first client stalls, to learn the usual delay on this machine. */
    private static final int PAYMENTS_BEFORE = 2_500;

    /** A gateway that waits for a stalled client delays every update by more than this. */
    private static final int MAX_SLOWDOWN = 5;

    private static final Duration TOLERANCE = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final List<Socket> stalled = new ArrayList<>();
    private final String run = UUID.randomUUID().toString();
    private final Map<String, Long> acknowledgedNanos = new ConcurrentHashMap<>();

    @AfterEach
    void closeSockets() throws IOException {
        for (var socket : stalled) {
            socket.close();
        }
    }

    @Test
    void stalledClientsCostNoMemoryAndDelayNoOne() throws Exception {
        var kafka = KafkaUnderTest.bootstrapServers();
        try (var tokens = TestTokens.start();
                var ingest = Services.ingest(kafka).awaitReady();
                var gateway =
                        Services.gatewayOfFixedHeap(kafka, tokens, "1MB", FreePort.find())
                                .awaitReady();
                var reader =
                        ReconnectingClient.open(
                                List.of(gateway), tokens.token("demo", "payments:read"), 0)) {
            var token = tokens.token("demo", "payments:read");
            deliver("before", PAYMENTS_BEFORE, ingest, gateway);
            var usual = medianDelay("before", PAYMENTS_BEFORE, reader);
            for (int i = 0; i < STALLED; i++) {
                stalled.add(stall(gateway, token));
            }
            long before = gateway.residentKib();
            long highest = deliver("with", PAYMENTS, ingest, gateway);
            assertThat(medianDelay("with", PAYMENTS, reader))
                    .as("median delay of the reading client, which was %s before", usual)
                    .isLessThan(usual.multipliedBy(MAX_SLOWDOWN).plus(TOLERANCE));
            assertThat(reader.updates())
                    .as("no update is repeated")
                    .hasSize(PAYMENTS_BEFORE + PAYMENTS);
            assertThat(reader.gaps()).isZero();
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(closedWith4408(gateway, tokens)).isEqualTo(STALLED));
            System.out.printf(
                    "StalledClientsIT: resident %d MiB before, %d MiB at most%n",
                    before / 1024, highest / 1024);
            assertThat(highest - before).as("growth in KiB").isLessThan(MAX_GROWTH_KIB);
        }
    }

    /** Delivers payments; returns the gateway's highest resident memory meanwhile, in KiB. */
    private long deliver(String phase, int count, ServiceProcess ingest, ServiceProcess gateway)
            throws InterruptedException {
        var webhooks = new TabbyWebhooks(List.of(ingest));
        var next = new AtomicInteger();
        long highest = 0;
        try (var senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int sender = 0; sender < SENDERS; sender++) {
                senders.execute(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        var payment = run + "-" + phase + "-" + i;
                        webhooks.deliver(TabbyWebhooks.body(payment, "authorized"));
                        acknowledgedNanos.put(payment, System.nanoTime());
                    }
                });
            }
            senders.shutdown();
            while (!senders.awaitTermination(200, TimeUnit.MILLISECONDS)) {
                highest = Math.max(highest, gateway.residentKib());
            }
        }
        return highest;
    }

    /** Waits for all updates of a phase; returns the median from acknowledgement to receipt. */
    private Duration medianDelay(String phase, int count, ReconnectingClient reader) {
        var prefix = run + "-" + phase + "-";
        Awaitility.await().atMost(TIMEOUT).until(() -> delays(prefix, reader).size() == count);
        return delays(prefix, reader).get(count / 2);
    }

    private List<Duration> delays(String prefix, ReconnectingClient reader) {
        return reader.receivedNanos().entrySet().stream()
                .filter(received -> received.getKey().startsWith(prefix))
                .map(received -> {
                    long at = received.getValue();
                    long sent = acknowledgedNanos.getOrDefault(received.getKey(), at);
                    return Duration.ofNanos(Math.max(0, at - sent));
                })
                .sorted()
                .toList();
    }

    private static long closedWith4408(ServiceProcess gateway, TestTokens tokens)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(gateway.http("/api/websocket/stats"))
                        .header("Authorization", "Bearer " + tokens.token("ops", "stats:read"))
                        .build();
        var body = ServiceProcess.HTTP.send(request, BodyHandlers.ofString()).body();
        return JsonMapper.shared().readTree(body).at("/closedByCode/4408").asLong(0);
    }

    /** Opens a socket and reads nothing after the status line. */
    private static Socket stall(ServiceProcess gateway, String token) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        var request =
                """
                GET /ws?token=%s HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """
                        .formatted(token);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var first = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(first).isEqualTo("HTTP/1.1 101");
        return socket;
    }
}
