package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.systemtests.EdgeClient.Connection;
import io.paycast.systemtests.EdgeProcess.Kind;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestCertificate;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HAProxy, nginx and Caddy with the configurations of {@code deploy/edge}, in front of one ingest
 * and two gateways. The Maven profile {@code edges} includes this test; it needs the three proxies.
 */
@Tag("edges")
@TestInstance(Lifecycle.PER_CLASS)
class EdgeIT {

    private static final int SOCKETS = 6;
    private static final int LONG = 250;
    private static final int SIGTERM = 143;

    private final TestTokens tokens = TestTokens.start();
    private final EchoService auth = new EchoService();
    private final Map<Kind, EdgeProcess> edges = new EnumMap<>(Kind.class);
    private final List<AutoCloseable> opened = new ArrayList<>();

    private TestCertificate certificate = notYet();
    private ServiceProcess draining = notYet();
    private ServiceProcess staying = notYet();
    private EdgeClient client = notYet();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T notYet() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {

        certificate = TestCertificate.in(folder);
        var kafka = KafkaUnderTest.bootstrapServers();
        auth.start();
        var ingest = opened(Services.ingest(kafka));
        draining = opened(Services.gatewayBehindAnEdge(kafka, tokens));
        staying = opened(Services.gatewayBehindAnEdge(kafka, tokens));
        List.of(ingest, draining, staying).forEach(ServiceProcess::awaitReady);
        var upstreams =
                new EdgeProcess.Upstreams(
                        ingest.port(), List.of(draining.port(), staying.port()), auth.port());
        for (var kind : Kind.values()) {
            var own = Files.createDirectory(folder.resolve(kind.name()));
            edges.put(kind, opened(kind.start(own, certificate, upstreams)));
        }
        client = opened(new EdgeClient(certificate, "TLSv1.3"));
        for (var edge : edges.values()) {
            for (var path : List.of("/api/websocket/health", "/api/auth/x")) {
                await().until(() -> statusOf(edge, path) == 200);
            }
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
        auth.close();
        tokens.close();
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private EdgeProcess edge(Kind kind) {
        return Objects.requireNonNull(edges.get(kind));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    /** The status of a GET, or 0 if there is no response. */
    private int statusOf(EdgeProcess edge, String path) throws Exception {
        edge.requireAlive();
        try {
            return client.get(edge.https(path)).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private String token() {
        return tokens.token("demo", "payments:read");
    }

    /** Sends a webhook through an edge, and returns its payment. */
    private String pay(EdgeProcess edge) {
        var payment = "pay_" + UUID.randomUUID();
        var body = TabbyWebhooks.body(payment, "authorized");
        await().until(() -> client.sendWebhook(edge, body) == 200);
        return payment;
    }

    static Stream<Arguments> everyEdgeAndTls() {
        return Stream.of(Kind.values())
                .flatMap(kind ->
                        Stream.of("TLSv1.2", "TLSv1.3").map(tls -> Arguments.of(kind, tls)));
    }

    /** The update arrives while the event streams are open: no edge holds it back. */
    @ParameterizedTest
    @MethodSource("everyEdgeAndTls")
    void deliversOverSocketsAndEventStreams(Kind kind, String tls) throws Exception {
        var edge = edge(kind);
        try (var own = new EdgeClient(certificate, tls);
                var socket = own.openSocket(edge, token(), "").join();
                var events = own.openEvents(edge, token(), Version.HTTP_1_1);
                var eventsOverHttp2 = own.openEvents(edge, token(), Version.HTTP_2)) {
            var payment = pay(edge);
            for (var each : List.of(socket, events, eventsOverHttp2)) {
                await().until(() -> each.hasUpdateOf(payment));
                assertThat(each.closed()).isNotDone();
            }
        }
    }

    /** Where an edge does not offer it, browsers open sockets over HTTP/1.1. */
    @ParameterizedTest
    @EnumSource
    void opensSocketsOverHttp2WhereTheProxySupportsIt(Kind kind) {
        var edge = edge(kind);
        try (var socket = Http2WebSocket.open(edge, certificate, token())) {
            assertThat(socket.offered()).isEqualTo(kind == Kind.HAPROXY);
            if (socket.offered()) {
                assertThat(socket.status()).isEqualTo("200");
                await().until(() -> socket.messages().toString().contains("\"welcome\""));
                var payment = pay(edge);
                await().until(() -> socket.messages().toString().contains(payment));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysWhereARequestComesFrom(Kind kind) throws Exception {
        var response =
                client.get(
                        edge(kind).https("/api/auth/anything"),
                        "X-Forwarded-For",
                        "192.0.2.1",
                        "X-Forwarded-Proto",
                        "http",
                        "X-Forwarded-Host",
                        "elsewhere.example",
                        "X-Forwarded-Port",
                        "1",
                        "Forwarded",
                        "for=192.0.2.1;host=elsewhere.example");
        assertThat(response.body())
                .contains("\"X-forwarded-for\":\"127.0.0.1\"")
                .contains("\"X-forwarded-proto\":\"https\"")
                .contains("\"Host\":\"localhost:" + edge(kind).port() + "\"")
                .doesNotContain("192.0.2.1", "elsewhere.example", "\"X-forwarded-port\"");
    }

    @ParameterizedTest
    @EnumSource
    void tellsBrowsersToUseTlsOnly(Kind kind) throws Exception {
        for (var path : List.of("/api/websocket/health", "/api/auth/x", "/actuator/health")) {
            assertThat(
                            client.get(edge(kind).https(path))
                                    .headers()
                                    .allValues("Strict-Transport-Security"))
                    .containsExactly("max-age=60");
        }
    }

    @ParameterizedTest
    @EnumSource
    void hidesTheHealthOfSingleServices(Kind kind) throws Exception {
        for (var path : List.of("/actuator/health", "/%61ctuator/health", "/actuator")) {
            assertThat(statusOf(edge(kind), path)).as(path).isEqualTo(404);
        }
    }

    /** The gateway accepts 16 KiB of each. */
    @ParameterizedTest
    @EnumSource
    void passesALongRequestLineAndALongToken(Kind kind) throws Exception {
        var orders = IntStream.range(0, LONG).mapToObj(i -> UUID.randomUUID().toString()).toList();
        var token =
                tokens.token()
                        .scopes("payments:read")
                        .orders(orders.toArray(String[]::new))
                        .signed();
        var query = "?order=" + String.join("&order=", orders);
        assertThat(List.of(token, query)).allMatch(each -> each.length() > 10_000);
        try (var socket = client.openSocket(edge(kind), token, query).join()) {
            var payment = "pay_" + UUID.randomUUID();
            var body =
                    TabbyWebhooks.body(
                            payment, "authorized", "1", "SAR", orders.getLast(), "[]", "[]");
            await().until(() -> client.sendWebhook(edge(kind), body) == 200);
            await().until(() -> socket.hasUpdateOf(payment));
        }
    }

    @Test
    void respondsWithAProblemUntilAServiceIsBack() throws Exception {
        auth.stop();
        for (var edge : edges.values()) {
            var response = client.get(edge.https("/api/auth/x"));
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().map())
                    .containsEntry("retry-after", List.of("2"))
                    .containsEntry("content-type", List.of("application/problem+json"));
            assertThat(response.body()).contains("\"detail\":\"No replica is ready. Try again.\"");
        }
        auth.start();
        for (var edge : edges.values()) {
            await().until(() -> statusOf(edge, "/api/auth/x") == 200);
        }
    }

    /**
     * One of two gateways shuts down. Its clients receive the time to reconnect, and resume on the
     * other one; new clients are served all the time.
     */
    @Test
    void movesTheClientsOfAGatewayThatDrains() throws Exception {
        var sockets = new EnumMap<Kind, List<Connection>>(Kind.class);
        for (var kind : Kind.values()) {
            var own = sockets.computeIfAbsent(kind, x -> new ArrayList<>());
            for (int i = 0; i < SOCKETS; i++) {
                own.add(opened(client.openSocket(edge(kind), token(), "").join()));
            }
            own.forEach(each -> await().until(() -> !each.messages().isEmpty()));
        }

        var end = CompletableFuture.supplyAsync(draining::terminate);
        var refused = new EnumMap<Kind, Integer>(Kind.class);
        while (!end.isDone()) {
            for (var kind : Kind.values()) {
                try (var socket = client.openSocket(edge(kind), token(), "").get()) {
                    assertThat(socket.closed()).isNotDone();
                } catch (ExecutionException e) {
                    assertThat(statusOf(e)).isEqualTo(503);
                    refused.merge(kind, 1, Integer::sum);
                }
            }
        }
        assertThat(end.join()).isEqualTo(SIGTERM);
        // Caddy cannot repeat a request that got a response
        assertThat(refused.getOrDefault(Kind.HAPROXY, 0)).isZero();
        assertThat(refused.getOrDefault(Kind.NGINX, 0)).isZero();

        var missed = pay(edge(Kind.NGINX));
        for (var kind : Kind.values()) {
            var own = Objects.requireNonNull(sockets.get(kind));
            var closed = own.stream().filter(each -> each.closed().isDone()).toList();
            assertThat(closed).as(kind.name()).hasSizeBetween(1, SOCKETS - 1);
            for (var each : closed) {
                assertThat(each.closed().join()).matches("1001 Come back in \\d+ ms\\.");
                try (var again = reopen(kind, "?since=" + each.cursor())) {
                    await().until(() -> again.hasUpdateOf(missed));
                    assertThat(
                                    again.messages()
                                            .getFirst()
                                            .path("resumed")
                                            .path("complete")
                                            .asBoolean())
                            .isTrue();
                }
            }
        }
    }

    private Connection reopen(Kind kind, String query) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreException(CompletionException.class)
                .until(() -> client.openSocket(edge(kind), token(), query).join(), x -> true);
    }

    private static int statusOf(ExecutionException refusal) {
        if (refusal.getCause() instanceof WebSocketHandshakeException handshake) {
            return handshake.getResponse().statusCode();
        }
        throw new AssertionError(refusal);
    }
}
