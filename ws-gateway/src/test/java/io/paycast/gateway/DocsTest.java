package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.OpenApiFile;
import io.paycast.testsupport.OpenApiFile.Response;
import io.paycast.testsupport.Routes;
import io.paycast.testsupport.TestTokens;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.function.server.RouterFunction;

/** The OpenAPI file at {@code /docs} describes what the gateway does. */
class DocsTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final String EVENTS = "GET /api/websocket/events";
    private static final String NOTIFY = "POST /api/websocket/test-notification";
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);
    private static final RunningGateway GATEWAY =
            RunningGateway.start(KAFKA, TOKENS, "paycast.gateway.max-connections-per-address=1");

    /** An issuer that is down. */
    private static final TestTokens GONE = TestTokens.start();

    /** A gateway without Kafka and keys. */
    private static final RunningGateway LONELY =
            RunningGateway.start(
                    "localhost:1",
                    GONE,
                    "spring.kafka.properties.default.api.timeout.ms=2000",
                    "spring.kafka.properties.request.timeout.ms=1000");

    private static final String ALL =
            TOKENS.token("demo", "payments:read", "payments:test", "stats:read");
    private static final String NONE = TOKENS.token("demo", "users:write");

    private final OpenApiFile docs =
            OpenApiFile.of(GATEWAY.get("/docs/ws-gateway.openapi.json", "").body());

    @BeforeAll
    static void isLive() {
        GONE.close();
        GATEWAY.live();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        LONELY.close();
        RECORDS.close();
        TOKENS.close();
    }

    @Test
    void respondsAsDocumented() {
        var seen = new TreeSet<String>();
        for (var path : new String[] {"stats", "connections"}) {
            var operation = "GET /api/websocket/" + path;
            for (var token : new String[] {ALL, NONE, "", "garbage"}) {
                seen.add(check(operation, Response.of(GATEWAY.get(path(operation), token))));
            }
        }
        seen.add(
                check(
                        "GET /api/websocket/connections",
                        Response.of(GATEWAY.get("/api/websocket/connections?size=0", ALL))));
        try (var open = SocketClient.open(GATEWAY.socket("?token=" + ALL))) {
            assertThat(open.isOpen()).isTrue();
            for (var query : new String[] {"", "?cluster=true"}) {
                check(
                        "GET /api/websocket/connections",
                        Response.of(GATEWAY.get("/api/websocket/connections" + query, ALL)));
            }
        }
        var example = docs.requestExamples(NOTIFY).getFirst();
        seen.add(notify(ALL, "application/json", example));
        seen.add(notify(NONE, "application/json", example));
        seen.add(notify("", "application/json", example));
        seen.add(notify(ALL, "application/json", "{}"));
        seen.add(notify(ALL, "text/plain", example));
        seen.add(notify(ALL, "application/json", " ".repeat(17 * 1024)));
        for (var operation : docs.operations()) {
            if (operation.startsWith("GET /docs")
                    || operation.startsWith("GET /actuator")
                    || operation.endsWith("/health")) {
                seen.add(check(operation, Response.of(GATEWAY.get(path(operation), ""))));
            }
        }
        seen.addAll(answersToUpgrades());
        seen.addAll(answersToStreams());
        seen.addAll(answersWithoutKafkaAndKeys(example));

        // A running process is always live.
        seen.add("GET /actuator/health/liveness 503");
        seen.add(NOTIFY + " 429"); // TestNotificationFloodTest
        var documented = new TreeSet<>(docs.responses());
        documented.removeIf(answer -> answer.startsWith("GET /sdk")); // SdkTest
        assertThat(seen).isEqualTo(documented);
    }

    private Set<String> answersToUpgrades() {
        var seen = new TreeSet<String>();
        seen.add(upgrade("/ws"));
        seen.add(upgrade("/ws?rewind=0&token=" + ALL));
        GATEWAY.awaitNoConnections();
        seen.add(upgrade("/ws?token=" + NONE));
        seen.add(check("GET /ws", Response.of(GATEWAY.get("/ws", ""))));
        GATEWAY.awaitNoConnections();
        try (var open = SocketClient.open(GATEWAY.socket("?token=" + ALL))) {
            seen.add(upgrade("/ws?token=" + ALL));
            assertThat(open.isOpen()).isTrue();
        }
        GATEWAY.awaitNoConnections();
        seen.add(upgrade("/ws?token=" + ALL, "Sec-WebSocket-Protocol: paycast.v1"));
        return seen;
    }

    private Set<String> answersToStreams() {
        var seen = new TreeSet<String>();
        GATEWAY.awaitNoConnections();
        for (var token : new String[] {"", NONE, ALL + "&rewind=0", ALL}) {
            seen.add(check(EVENTS, streamOf(GATEWAY, token)));
            GATEWAY.awaitNoConnections();
        }
        try (var open = SocketClient.open(GATEWAY.socket("?token=" + ALL))) {
            seen.add(check(EVENTS, streamOf(GATEWAY, ALL)));
            assertThat(open.isOpen()).isTrue();
        }
        return seen;
    }

    /** The response to a request for a stream, without the stream. */
    private static Response streamOf(RunningGateway gateway, String token) {
        try (var client = RawClient.connect(gateway)) {
            client.send(
                    "GET /api/websocket/events?token="
                            + token
                            + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return of(client.answer());
        }
    }

    private Set<String> answersWithoutKafkaAndKeys(String example) {
        var seen = new TreeSet<String>();
        var token = GONE.token("demo", "payments:read", "payments:test", "stats:read");
        for (var path : new String[] {"stats", "connections"}) {
            var operation = "GET /api/websocket/" + path;
            seen.add(check(operation, Response.of(LONELY.get(path(operation), token))));
        }
        seen.add(
                check(
                        NOTIFY,
                        Response.of(
                                LONELY.post(path(NOTIFY), token, "application/json", example))));
        for (var path : new String[] {"/api/websocket/health", "/actuator/health/readiness"}) {
            seen.add(check("GET " + path, Response.of(LONELY.get(path, ""))));
        }
        try (var client = RawClient.connect(LONELY)) {
            seen.add(check("GET /ws", of(client.upgrade("/ws?token=" + token))));
        }
        seen.add(check(EVENTS, streamOf(LONELY, token)));
        return seen;
    }

    private String notify(String token, String type, String body) {
        return check(NOTIFY, Response.of(GATEWAY.post(path(NOTIFY), token, type, body)));
    }

    private String upgrade(String target, String... headers) {
        try (var client = RawClient.connect(GATEWAY)) {
            return check("GET /ws", of(client.upgrade(target, headers)));
        }
    }

    private String check(String operation, Response answer) {
        docs.check(operation, answer);
        return operation + " " + answer.status();
    }

    private static String path(String operation) {
        return operation.substring(operation.indexOf(' ') + 1);
    }

    private static Response of(RawClient.Answer answer) {
        return new Response(
                answer.status(),
                name ->
                        Optional.ofNullable(
                                answer.headers().get(name.toLowerCase(java.util.Locale.ROOT))),
                answer.body());
    }

    @Test
    void documentsExactlyTheRoutes() {
        var documented = new TreeSet<>(docs.operations());
        documented.removeIf(operation -> operation.startsWith("GET /actuator/"));
        // Upgrades leave the pipeline before the routes.
        assertThat(documented.remove("GET /ws")).isTrue();
        var routes = Routes.ofBeans(GATEWAY.beans(RouterFunction.class));
        // The routes that respond to unsupported methods.
        assertThat(routes.removeIf(route -> route.startsWith("* "))).isTrue();
        assertThat(routes).isEqualTo(documented);
    }

    @Test
    void acceptsTheDocumentedExamples() {
        assertThat(docs.requestExamples(NOTIFY)).hasSize(2);
        for (var example : docs.requestExamples(NOTIFY)) {
            assertThat(docs.flawsOfRequest(NOTIFY, example)).isEmpty();
            assertThat(GATEWAY.post(path(NOTIFY), ALL, "application/json", example).statusCode())
                    .isEqualTo(200);
        }
        assertThat(docs.flawsOfRequest(NOTIFY, "{}")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/docs, text/html;charset=UTF-8",
        "/docs/page.js, text/javascript;charset=UTF-8",
        "/docs/page.css, text/css;charset=UTF-8",
        "/docs/ws-gateway.openapi.json, application/json",
        "/docs/paycast.asyncapi.json, application/json",
    })
    void servesTheFilesPubliclyAndCacheable(String path, String type) {
        var got = GATEWAY.get(path, "");
        var asked = GATEWAY.ask(GATEWAY.request(path, "").method("HEAD", BodyPublishers.noBody()));
        assertThat(got.headers().firstValue("content-type")).hasValue(type);
        assertThat(got.headers().firstValue("cache-control")).hasValue("max-age=300, public");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValueAsLong("content-length").orElse(0))
                .isEqualTo(got.body().getBytes(UTF_8).length);
    }

    @Test
    void servesAPageThatLoadsNothingFromElsewhere() {
        var page = GATEWAY.get("/docs", "");
        assertThat(page.body()).doesNotContain("//");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'none';")
                .doesNotContain("http", "unsafe");
    }
}
