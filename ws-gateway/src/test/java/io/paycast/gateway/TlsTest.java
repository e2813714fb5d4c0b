package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestCertificate;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that serves TLS with a Spring SSL bundle. */
class TlsTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);
    private static @TempDir Path folder = Path.of("");
    private static @Nullable TestCertificate certificate;
    private static @Nullable RunningGateway gateway;

    private final String order = "o-" + UUID.randomUUID();
    private final String query =
            "?token=" + TOKENS.token("demo", "payments:read") + "&order=" + order;

    /** A socket over TLS. Its client fails on any byte that is not encrypted. */
    private static final class SecureSocket implements WebSocket.Listener, AutoCloseable {

        private final List<String> received = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;

        SecureSocket(String query, SSLContext trusted) {
            socket =
                    client(trusted)
                            .newWebSocketBuilder()
                            .buildAsync(URI.create("wss" + base() + "/ws" + query), this)
                            .join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                received.add(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        void await(int count) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(received).hasSize(count));
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    @BeforeAll
    static void start() {
        certificate = TestCertificate.in(folder);
        gateway =
                RunningGateway.start(KAFKA, TOKENS, certificate.settings().toArray(String[]::new))
                        .live();
    }

    @AfterAll
    static void stop() {
        running().close();
        RECORDS.close();
        TOKENS.close();
    }

    private static RunningGateway running() {
        if (gateway == null) {
            throw new AssertionError("not started");
        }
        return gateway;
    }

    private static TestCertificate certificate() {
        if (certificate == null) {
            throw new AssertionError("not started");
        }
        return certificate;
    }

    private static String base() {
        return "://localhost:" + running().port();
    }

    private static HttpClient client(SSLContext trusted) {
        return HttpClient.newBuilder().sslContext(trusted).build();
    }

    private void authorize(int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> RECORDS.send(event(order + "-" + i, AUTHORIZED, order)));
    }

    /** Frames are otherwise written past the pipeline, straight to the socket. */
    @Test
    void encryptsEveryFrame() {
        try (var socket = new SecureSocket(query, certificate().trusted())) {
            authorize(0, 300);

            socket.await(300);

            assertThat(socket.received)
                    .allSatisfy(text -> assertThat(text).startsWith("{\"PaymentId\":\"" + order));
        }
    }

    @Test
    void servesEventsAndTheApiOverTls() throws Exception {
        var client = client(certificate().trusted());
        var health = URI.create("https" + base() + "/api/websocket/health");
        assertThat(
                        client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
        var events = URI.create("https" + base() + "/api/websocket/events" + query);
        try (var lines =
                client.send(HttpRequest.newBuilder(events).build(), BodyHandlers.ofLines())
                        .body()) {
            var update =
                    CompletableFuture.supplyAsync(() ->
                            lines.filter(line -> line.startsWith("data: {\"PaymentId\""))
                                    .findFirst());
            authorize(0, 1);
            assertThat(update.orTimeout(1, TimeUnit.MINUTES).join())
                    .hasValueSatisfying(line -> assertThat(line).contains(order));
        } finally {
            client.shutdownNow();
        }
    }

    @Test
    void refusesAClientWithoutTls() {
        assertThatThrownBy(
                        () -> {
                            try (var http = HttpClient.newHttpClient()) {
                                http.send(
                                        HttpRequest.newBuilder(URI.create("http" + base() + "/ws"))
                                                .build(),
                                        BodyHandlers.ofString());
                            }
                        })
                .isInstanceOf(IOException.class);
    }

    @Test
    void readsANewCertificateAndKeepsItsSockets() {
        try (var before = new SecureSocket(query, certificate().trusted())) {
            certificate().replace();
            Awaitility.await("a handshake with the new certificate")
                    .atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> new SecureSocket(query, certificate().trusted()).close());
            authorize(0, 1);
            before.await(1);
        }
    }
}
