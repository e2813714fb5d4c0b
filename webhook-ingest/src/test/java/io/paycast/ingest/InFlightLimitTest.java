package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Checks the limits on requests and memory in flight, and that requests in flight finish. */
class InFlightLimitTest {

    private static final String PAYMENT =
            "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\"}";
    private static final String FIRST_HALF = PAYMENT.substring(0, 20);
    private static final String SECOND_HALF = PAYMENT.substring(20);

    @Test
    void refusesARequestBeyondTheLimitAndFinishesTheOthers() throws IOException {
        try (var ingest =
                        IngestUnderTest.ready(
                                KafkaUnderTest.bootstrapServers(),
                                "paycast.ingest.body.max-requests=1");
                var raw = startRequest(ingest)) {
            var response = ingest.post(PAYMENT);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("retry-after")).hasValue("5");
            assertThat(raw.send(SECOND_HALF).response()).startsWith("HTTP/1.1 200 ");
            ingest.awaitIdle();
            assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesABodyBeyondTheMemoryLimitAndFinishesTheOthers() throws IOException {
        try (var ingest =
                        IngestUnderTest.ready(
                                KafkaUnderTest.bootstrapServers(),
                                "paycast.ingest.body.max-size=100B",
                                "paycast.ingest.body.max-memory=100B");
                var raw = startRequest(ingest)) {
            IngestUnderTest.await(() -> ingest.gauge("paycast.ingest.body.bytes") > 0);

            assertThat(ingest.post(PAYMENT + " ".repeat(40)).statusCode()).isEqualTo(503);
            assertThat(raw.send(SECOND_HALF).response()).startsWith("HTTP/1.1 200 ");
            ingest.awaitIdle();
            assertThat(ingest.post(PAYMENT + " ".repeat(40)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void storesAWebhookInFlightDuringShutdown() throws IOException {
        var ingest = IngestUnderTest.ready(KafkaUnderTest.bootstrapServers());
        try (var raw = startRequest(ingest)) {
            var stopped = CompletableFuture.runAsync(ingest::close);
            IngestUnderTest.await(() -> !accepts(ingest));

            assertThat(raw.send(SECOND_HALF).response()).startsWith("HTTP/1.1 200 ");
            stopped.join();
        }
    }

    private static RawHttpClient startRequest(IngestUnderTest ingest) throws IOException {
        var raw = new RawHttpClient(ingest.port());
        raw.send(RawHttpClient.head("Content-Length: " + PAYMENT.length())).send(FIRST_HALF);
        IngestUnderTest.await(() -> ingest.gauge("paycast.ingest.requests.in.flight") == 1);
        return raw;
    }

    private static boolean accepts(IngestUnderTest ingest) {
        try (var _ = new RawHttpClient(ingest.port())) {
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
