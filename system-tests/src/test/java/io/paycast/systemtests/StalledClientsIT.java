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
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Many clients that stop reading: they cost the gateway no memory beyond their places in the
 * journal and delay no one, and each ends with 4408.
 */
class StalledClientsIT {

    private static final int STALLED = 1_000;

    /** Some ten megabytes of updates: for each client many times what its connection holds. */
    private static final int PAYMENTS = 25_000;

    /** What the gateway may grow by: its heap is bounded, and the journal is 1 MB. */
    private static final long MAX_GROWTH_KIB = 160 * 1024;

    private final List<Socket> stalled = new ArrayList<>();

    @Test
    void clientsThatStopReadingCostNoMemoryAndDelayNoOne() throws Exception {
        var kafka = KafkaUnderTest.bootstrapServers();
        var run = UUID.randomUUID().toString();
        try (var tokens = TestTokens.start();
                var ingest = Services.ingest(kafka).awaitReady();
                var gateway = Services.gateway(kafka, tokens, "1MB", FreePort.find()).awaitReady();
                var senders = Executors.newFixedThreadPool(16)) {
            var token = tokens.token("demo", "payments:read");
            try (var reader = ReconnectingClient.open(List.of(gateway), token, 0)) {
                for (int i = 0; i < STALLED; i++) {
                    stalled.add(stall(gateway, token));
                }
                assertThat(gateway.threads("reactor-http-"))
                        .as("event loops, one for each core")
                        .isEqualTo(Runtime.getRuntime().availableProcessors());
                long before = gateway.residentKib();
                var tabby = new TabbyWebhooks(List.of(ingest));
                var next = new AtomicInteger();
                for (int sender = 0; sender < 16; sender++) {
                    senders.execute(() -> {
                        for (int i = next.getAndIncrement();
                                i < PAYMENTS;
                                i = next.getAndIncrement()) {
                            tabby.deliver(TabbyWebhooks.body(run + "-" + i, "authorized"));
                        }
                    });
                }
                long highest = before;
                senders.shutdown();
                while (!senders.awaitTermination(200, TimeUnit.MILLISECONDS)) {
                    highest = Math.max(highest, gateway.residentKib());
                }
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(seen(reader, run)).hasSize(PAYMENTS));
                assertThat(reader.updates()).hasSize(PAYMENTS);
                assertThat(reader.gaps()).isZero();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> endedWith4408(gateway, tokens) == STALLED);
                System.out.printf(
                        "%d stalled sockets, %d updates: resident %d MiB before, %d MiB at most%n",
                        STALLED, PAYMENTS, before / 1024, highest / 1024);
                assertThat(highest - before).isLessThan(MAX_GROWTH_KIB);
            }
        } finally {
            for (var socket : stalled) {
                socket.close();
            }
        }
    }

    private static HashSet<String> seen(ReconnectingClient reader, String run) {
        var ids = new HashSet<String>();
        for (JsonNode update : reader.updates()) {
            var id = update.path("PaymentId").asString();
            if (id.startsWith(run)) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static long endedWith4408(ServiceProcess gateway, TestTokens tokens)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(gateway.http("/api/websocket/stats"))
                        .header("Authorization", "Bearer " + tokens.token("ops", "stats:read"))
                        .build();
        var answer = ServiceProcess.HTTP.send(request, BodyHandlers.ofString()).body();
        return JsonMapper.shared().readTree(answer).at("/closedByCode/4408").asLong(0);
    }

    /** A socket that is opened and never read from. */
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
