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

    /** Milliseconds are usual; a gateway that waits for stalled clients takes until their close. */
    private static final Duration MAX_DELAY = Duration.ofSeconds(2);

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
                var gateway = Services.gateway(kafka, tokens, "1MB", FreePort.find()).awaitReady();
                var reader =
                        ReconnectingClient.open(
                                List.of(gateway), tokens.token("demo", "payments:read"), 0)) {
            var token = tokens.token("demo", "payments:read");
            for (int i = 0; i < STALLED; i++) {
                stalled.add(stall(gateway, token));
            }
            long before = gateway.residentKib();
            long highest = deliverAll(ingest, gateway);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> delays(reader).size() == PAYMENTS);
            assertThat(reader.updates()).as("no update is repeated").hasSize(PAYMENTS);
            assertThat(reader.gaps()).isZero();
            assertThat(delays(reader).get(PAYMENTS * 99 / 100))
                    .as("delay of the reading client, 99th percentile")
                    .isLessThan(MAX_DELAY);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(closedWith4408(gateway, tokens)).isEqualTo(STALLED));
            assertThat(highest - before).as("growth in KiB").isLessThan(MAX_GROWTH_KIB);
        }
    }

    /** Delivers all payments; returns the gateway's highest resident memory meanwhile, in KiB. */
    private long deliverAll(ServiceProcess ingest, ServiceProcess gateway) throws Exception {
        var webhooks = new TabbyWebhooks(List.of(ingest));
        var next = new AtomicInteger();
        long highest = 0;
        try (var senders = Executors.newFixedThreadPool(SENDERS)) {
            for (int sender = 0; sender < SENDERS; sender++) {
                senders.execute(() -> {
                    for (int i = next.getAndIncrement(); i < PAYMENTS; i = next.getAndIncrement()) {
                        var payment = run + "-" + i;
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

    /** From each acknowledgement to the reader, sorted; updates that are still missing are not. */
    private List<Duration> delays(ReconnectingClient reader) {
        return reader.receivedNanos().entrySet().stream()
                .filter(received -> received.getKey().startsWith(run))
                .map(received ->
                        received.getValue()
                                - acknowledgedNanos.getOrDefault(
                                        received.getKey(), received.getValue()))
                .map(Duration::ofNanos)
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
