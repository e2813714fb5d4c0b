package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.testsupport.KafkaUnderTest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Checks that a refused webhook gets the right response, is not stored and leaks nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookRefusalTest {

    private static final String PAYMENT =
            "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\"}";
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private String kafka = "";
    private IngestUnderTest ingest;

    @BeforeAll
    void start() {
        kafka = KafkaUnderTest.bootstrapServers();
        ingest =
                IngestUnderTest.ready(
                        kafka,
                        "paycast.trusted-proxies=127.0.0.1",
                        "paycast.ingest.allowed-addresses=127.0.0.1,203.0.113.0/24",
                        "paycast.ingest.body.timeout=2s",
                        "paycast.ingest.failures.limit=3",
                        "paycast.ingest.failures.period=1h");
    }

    @AfterAll
    void stop() {
        ingest.close();
    }

    @AfterEach
    void assertHealthyAndIdle() {
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
        ingest.awaitIdle();
    }

    @Test
    void refusesAnInvalidSecretAndStoresNothing() {
        try (var quarantine = new TopicConsumer(kafka, Topics.QUARANTINE);
                var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            var response =
                    ingest.post(
                            PAYMENT,
                            "X-Tabby-Signature",
                            "invalid",
                            "X-Forwarded-For",
                            "203.0.113.1");

            assertProblem(response, 401);
            assertThat(response.headers().firstValue("www-authenticate")).isPresent();
            assertThat(quarantine.pollNow()).isEmpty();
            assertThat(events.pollNow()).isEmpty();
        }
    }

    @Test
    void refusesAMissingAndARepeatedSecret() throws IOException {
        try (var none = new RawHttpClient(ingest.port());
                var two = new RawHttpClient(ingest.port())) {
            none.send(
                    "POST "
                            + IngestWiring.WEBHOOK_PATH
                            + " HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.2\r\n"
                            + "Content-Length: 0\r\n\r\n");
            two.send(
                    RawHttpClient.head(
                            "X-Tabby-Signature: " + IngestUnderTest.SECRET,
                            "X-Forwarded-For: 203.0.113.2",
                            "Content-Length: 0"));

            assertThat(none.response()).startsWith("HTTP/1.1 401 ");
            assertThat(two.response()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void limitsInvalidSecretsButAcceptsAValidOne() {
        String[] invalid = {"X-Tabby-Signature", "invalid", "X-Forwarded-For", "203.0.113.3"};
        for (int i = 0; i < 3; i++) {
            assertProblem(ingest.post(PAYMENT, invalid), 401);
        }

        var response = ingest.post(PAYMENT, invalid);

        assertProblem(response, 429);
        assertThat(response.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(1L, 3600L);
        assertThat(ingest.post(PAYMENT, "X-Forwarded-For", "203.0.113.3").statusCode())
                .isEqualTo(200);
        assertProblem(
                ingest.post(
                        PAYMENT, "X-Tabby-Signature", "invalid", "X-Forwarded-For", "203.0.113.4"),
                401);
    }

    @Test
    void acceptsATrailingSlash() {
        var request = ingest.webhook(BodyPublishers.ofString(PAYMENT));
        var uri = request.build().uri();

        assertThat(ingest.exchange(request.uri(uri.resolve(uri.getPath() + "/"))).statusCode())
                .isEqualTo(200);
        assertProblem(ingest.get(IngestWiring.WEBHOOK_PATH + "/"), 405);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void countsAndReportsAValidSecretFromAnUnlistedAddress(CapturedOutput output) {
        double before = ingest.count("refused", "unlisted_address");
        for (int i = 0; i < 20; i++) {
            assertProblem(ingest.post(PAYMENT, "X-Forwarded-For", "198.51.100.77"), 403);
        }
        ingest.post(
                PAYMENT, "X-Forwarded-For", "198.51.100.77", "X-Tabby-Signature", "not-a-secret");

        assertThat(ingest.count("refused", "unlisted_address")).isEqualTo(before + 20);
        assertThat(output.toString().lines())
                .filteredOn(line -> line.contains("secret is valid"))
                .singleElement()
                .asString()
                .contains("WARN", "198.51.100.77");
        assertThat(output).doesNotContain(IngestUnderTest.SECRET).doesNotContain("not-a-secret");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void logsABoundedNumberOfRefusals(CapturedOutput output) {
        for (int i = 0; i < 200; i++) {
            ingest.post(PAYMENT, "X-Forwarded-For", "198.51.100.1", "X-Tabby-Signature", "x");
        }

        assertThat(output.toString().lines().filter(line -> line.contains("webhook refused")))
                .hasSizeLessThanOrEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1", "203.0.113.5, 198.51.100.1", "2001:db8::1"})
    void refusesAnAddressThatIsNotAllowedEvenWithAValidSecret(String forwardedFor) {
        assertProblem(ingest.post(PAYMENT, "X-Forwarded-For", forwardedFor), 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.5:51008",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.5, 127.0.0.1:8443",
                "X-Forwarded-For: 203.0.113.5,",
                "Forwarded: for=198.51.100.1, for=\"203.0.113.5:51008\"",
            })
    void acceptsTheAddressAsProxiesReportIt(String header) throws IOException {
        assertThat(statusLine(header)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: unknown",
                "X-Forwarded-For: 203.0.113.5, nonsense",
                "Forwarded: for=_hidden",
                "X-Forwarded-For: 203.0.113.5\r\nForwarded: for=198.51.100.1",
            })
    void refusesAndCountsAnAddressThatTheProxyDidNotReport(String header) throws IOException {
        double before = ingest.count("refused", "forwarded");

        assertThat(statusLine(header)).startsWith("HTTP/1.1 400 ");
        assertThat(ingest.count("refused", "forwarded")).isEqualTo(before + 1);
    }

    private String statusLine(String header) throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head(header, "Content-Length: " + PAYMENT.length()))
                    .send(PAYMENT);
            return raw.response();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/json; version=1",
                "application/problem+json",
                "application/*",
                "json",
            })
    void refusesAnyOtherContentType(String contentType) {
        assertProblem(ingest.post(PAYMENT, "Content-Type", contentType), 415);
    }

    @Test
    void refusesAMissingContentTypeAndACompressedBody() {
        assertProblem(
                ingest.exchange(
                        ingest.request(IngestWiring.WEBHOOK_PATH)
                                .header("X-Tabby-Signature", IngestUnderTest.SECRET)
                                .POST(BodyPublishers.ofString(PAYMENT))),
                415);
        assertProblem(ingest.post(PAYMENT, "Content-Encoding", "gzip"), 415);
    }

    @ParameterizedTest
    @CsvSource({"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void refusesAnyOtherMethod(String method) {
        var response =
                ingest.exchange(
                        ingest.request(IngestWiring.WEBHOOK_PATH)
                                .method(method, BodyPublishers.noBody()));

        assertProblem(response, 405);
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
    }

    @Test
    void refusesHeadWithoutABody() {
        var response = ingest.exchange(ingest.request(IngestWiring.WEBHOOK_PATH).HEAD());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void respondsToAnUnknownPathWithAProblem() {
        assertProblem(ingest.get("/api/tabby/webhooks"), 404);
    }

    @Test
    void refusesALargeBodyWithAndWithoutContentLength() {
        var body = "x".repeat(300 * 1024);

        assertProblem(ingest.post(body), 413);
        assertProblem(
                ingest.post(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))), 413);
    }

    @Test
    void refusesALargeBodyWithoutSendingContinue() throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head("Content-Length: 300000", "Expect: 100-continue"));

            assertThat(raw.response()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void closesTheConnectionOfAnEndlessBody() throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head(CHUNKED));
            var chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
            for (int i = 0; i < 17; i++) {
                raw.send(chunk);
            }

            assertThat(raw.response())
                    .startsWith("HTTP/1.1 413 ")
                    .containsIgnoringCase("connection: close");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHUNKED, "Content-Length: 1000"})
    void closesTheConnectionOfASlowBody(String framing) throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head(framing))
                    .send(framing.equals(CHUNKED) ? "1\r\n{\r\n" : "{");

            assertThat(raw.response())
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("connection: close");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void closesTheConnectionOfARefusedSlowClient() throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head("X-Forwarded-For: 198.51.100.1", CHUNKED))
                    .send("1\r\n{\r\n");

            assertThat(raw.response())
                    .startsWith("HTTP/1.1 403 ")
                    .containsIgnoringCase("connection: close");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void reusesTheConnectionOfARefusedRequest() throws IOException {
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head("Content-Length: 300000")).send(" ".repeat(300_000));
            assertThat(raw.response()).startsWith("HTTP/1.1 413 ");

            raw.send(RawHttpClient.head("Content-Length: " + PAYMENT.length())).send(PAYMENT);
            assertThat(raw.response()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\n{}\r\nxxxxx"})
    void refusesBrokenChunksAndStoresNothing(String chunks) throws IOException {
        try (var quarantine = new TopicConsumer(kafka, Topics.QUARANTINE);
                var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head(CHUNKED)).send(chunks);

            assertThat(raw.response()).startsWith("HTTP/1.1 400 ");
            assertThat(quarantine.pollNow()).isEmpty();
        }
    }

    @Test
    void releasesEverythingWhenTheClientDisconnects() throws IOException {
        double before = ingest.count("refused", "broken_off");
        try (var raw = new RawHttpClient(ingest.port())) {
            raw.send(RawHttpClient.head("Content-Length: 1000")).send("{");
            IngestUnderTest.await(() -> ingest.gauge("paycast.ingest.requests.in.flight") == 1);
        }

        IngestUnderTest.await(() -> ingest.count("refused", "broken_off") == before + 1);
        ingest.awaitIdle();
    }

    @Test
    void refusesAmbiguousFramingAndHugeHeaders() throws IOException {
        try (var both = new RawHttpClient(ingest.port());
                var huge = new RawHttpClient(ingest.port())) {
            both.send(RawHttpClient.head("Content-Length: 2", CHUNKED)).send("0\r\n\r\n");
            huge.send(RawHttpClient.head("X: " + "x".repeat(20_000)));

            assertThat(both.response()).startsWith("HTTP/1.1 400 ");
            assertThat(huge.response()).startsWith("HTTP/1.1 431 ");
        }
    }

    private static void assertProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status, "\"detail\":\"");
    }
}
