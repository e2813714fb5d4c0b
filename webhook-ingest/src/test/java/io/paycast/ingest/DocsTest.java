package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.OpenApiFile;
import io.paycast.testsupport.OpenApiFile.Response;
import io.paycast.testsupport.RestartableKafka;
import io.paycast.testsupport.Routes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.reactive.function.server.RouterFunction;

/** Compares the OpenAPI file at {@code /docs} with what ingest does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {

    private static final String FILE = "/docs/webhook-ingest.openapi.json";
    private static final String WEBHOOK = "POST " + IngestWiring.WEBHOOK_PATH;
    private static final String[] INVALID_SECRET = {"X-Tabby-Signature", "invalid"};

    private final RestartableKafka kafka = RestartableKafka.started();
    private IngestUnderTest ingest;

    /** Its broker is killed during the test. */
    private IngestUnderTest ingestWithoutKafka;

    private OpenApiFile docs;

    @BeforeAll
    void start() {
        ingest =
                IngestUnderTest.ready(
                        KafkaUnderTest.bootstrapServers(),
                        "paycast.trusted-proxies=127.0.0.1",
                        "paycast.ingest.allowed-addresses=127.0.0.1",
                        "paycast.ingest.body.timeout=2s",
                        "paycast.ingest.failures.limit=1",
                        "paycast.ingest.failures.period=1h");
        ingestWithoutKafka =
                IngestUnderTest.ready(
                        kafka.bootstrapServers(),
                        "paycast.ingest.kafka.delivery-timeout=2000ms",
                        "paycast.ingest.kafka.check-interval=200ms",
                        "paycast.ingest.kafka.check-timeout=1s");
        docs = OpenApiFile.of(ingest.get(FILE).body());
    }

    @AfterAll
    void stop() {
        ingest.close();
        ingestWithoutKafka.close();
        kafka.close();
    }

    @Test
    void sendsEveryDocumentedResponse() throws IOException {
        var seen = new TreeSet<String>();
        var payment = docs.requestExamples(WEBHOOK).getFirst();
        var webhookResponses =
                new Response[] {
                    Response.of(ingest.post(payment)),
                    raw("Transfer-Encoding: chunked", "zz\r\n"),
                    Response.of(ingest.post(payment, INVALID_SECRET)),
                    Response.of(ingest.post(payment, INVALID_SECRET)),
                    Response.of(ingest.post(payment, "X-Forwarded-For", "198.51.100.1")),
                    Response.of(ingest.get(IngestWiring.WEBHOOK_PATH)),
                    raw("Content-Length: 1000", "{"),
                    Response.of(ingest.post("x".repeat(300 * 1024))),
                    Response.of(ingest.post(payment, "Content-Type", "text/plain")),
                    Response.of(ingest.post("{}")),
                    Response.of(ingest.post("{\"event\":\"token.created\"}")),
                };
        for (var response : webhookResponses) {
            docs.check(WEBHOOK, response);
            seen.add(WEBHOOK + " " + response.status());
        }
        for (var path : new String[] {FILE, "/actuator/health/liveness"}) {
            seen.add(checkedGet(ingest, path));
        }
        seen.add(checkedGet(ingest, "/actuator/health/readiness"));
        seen.addAll(responsesWithoutKafka(payment));
        // A running process is live, so this response cannot be provoked.
        seen.add("GET /actuator/health/liveness 503");
        assertThat(seen).isEqualTo(docs.responses());
    }

    private Set<String> responsesWithoutKafka(String payment) {
        kafka.kill();
        var response = Response.of(ingestWithoutKafka.post(payment));
        docs.check(WEBHOOK, response);
        ingestWithoutKafka.awaitReadiness(503);
        return Set.of(
                WEBHOOK + " " + response.status(),
                checkedGet(ingestWithoutKafka, "/actuator/health/readiness"));
    }

    private String checkedGet(IngestUnderTest from, String path) {
        var response = Response.of(from.get(path));
        docs.check("GET " + path, response);
        return "GET " + path + " " + response.status();
    }

    private Response raw(String framing, String body) throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            var text = raw.send(RawHttpClient.head(framing)).send(body).response();
            var parts = text.split("\r\n\r\n", 2);
            return new Response(
                    Integer.parseInt(text.split(" ", 3)[1]),
                    name ->
                            Arrays.stream(parts[0].split("\r\n"))
                                    .filter(line ->
                                            line.regionMatches(
                                                    true, 0, name + ":", 0, name.length() + 1))
                                    .map(line -> line.substring(name.length() + 1).strip())
                                    .findFirst(),
                    parts[1]);
        }
    }

    @Test
    void documentsEveryRouteAndNoOther() {
        var documented = new TreeSet<>(docs.operations());
        documented.removeIf(operation -> operation.startsWith("GET /actuator/"));
        var routes = new TreeSet<>(Routes.ofBeans(ingest.beans(RouterFunction.class)));
        // accept any method, to refuse unsupported ones with 405
        assertThat(routes.removeIf(route -> route.startsWith("* "))).isTrue();
        routes.add(WEBHOOK);
        assertThat(routes).isEqualTo(documented);
    }

    @Test
    void acceptsEveryExampleOfTheFile() {
        assertThat(docs.requestExamples(WEBHOOK)).hasSize(2);
        for (var example : docs.requestExamples(WEBHOOK)) {
            assertThat(docs.flawsOfRequest(WEBHOOK, example)).isEmpty();
            assertThat(ingest.post(example).statusCode()).isEqualTo(200);
        }
        assertThat(docs.flawsOfRequest(WEBHOOK, "{}")).isNotEmpty();
    }

    @Test
    void servesTheFileToAnyoneAndAllowsCaching() {
        var got = ingest.get(FILE);
        var asked = ingest.exchange(ingest.request(FILE).HEAD());
        assertThat(got.headers().firstValue("cache-control")).hasValue("max-age=300, public");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.body()).isEmpty();
        assertThat(asked.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
        assertThat(got.headers().firstValue("content-type")).hasValue("application/json");
    }
}
