package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.paycast.testsupport.HttpServerContract;
import io.paycast.testsupport.KafkaUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of every form, valid or not, to ingest: webhooks and others. */
class RequestsTest extends HttpServerContract {

    private static final String PAYMENT =
            "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\"}";
    private static final IngestUnderTest INGEST =
            IngestUnderTest.ready(
                    KafkaUnderTest.bootstrapServers(),
                    HEADER_TIMEOUT,
                    BODY_TIMEOUT,
                    IDLE_TIMEOUT,
                    "paycast.ingest.body.timeout=1s");

    RequestsTest() {
        super(INGEST.port(), 4, 8);
    }

    @AfterAll
    static void stop() {
        INGEST.close();
    }

    /** {@code |} stands for the end of a line. */
    @ParameterizedTest
    @CsvSource({
        "POST /api/tabby/webhook HTTP/1.1|Host: localhost, 200",
        "POST /api/tabby/webhook?a=b HTTP/1.1|Host: localhost, 200",
        "POST https://localhost:443/api/tabby/webhook HTTP/1.1|Host: other, 200",
        "POST /api/tabby/webhook HTTP/1.0, 200",
        "POST /api/tabby/webhook HTTP/1.1, 400",
        "POST /api/tabby/webhook HTTP/1.1|Host: a|Host: a, 400",
        "POST /api/tabby/webhook HTTP/1.1|Host:, 400",
        "POST /api/tabby/webhook#a HTTP/1.1|Host: localhost, 400",
        "POST api/tabby/webhook HTTP/1.1|Host: localhost, 400",
        "POST http://a@localhost/api/tabby/webhook HTTP/1.1|Host: localhost, 400",
        "POST * HTTP/1.1|Host: localhost, 400",
        "CONNECT localhost:80 HTTP/1.1|Host: localhost, 405",
        "TRACE /api/tabby/webhook HTTP/1.1|Host: localhost, 405",
        "DELETE /docs/webhook-ingest.openapi.json HTTP/1.1|Host: localhost, 405",
        "POST / HTTP/1.1|Host: localhost, 404",
    })
    void respondsToWebhooksAsHttpRequires(String head, int status) {
        var headers =
                "\r\nX-Tabby-Signature: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(IngestUnderTest.SECRET, PAYMENT.length());
        var response = client().send(head.replace("|", "\r\n") + headers + PAYMENT).response();

        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.header("date")).isNotEmpty();
        assertThat(status == 200 || response.isProblem()).as(response.toString()).isTrue();
        assertThat(response.header("allow").isEmpty()).isEqualTo(status != 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\n{}\r\nxxxxx"})
    void refusesBrokenChunksWithAProblem(String chunks) {
        double before = refused("body_framing");
        client().send(RawHttpClient.head("Transfer-Encoding: chunked") + chunks);

        var response = client().response();
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.isProblem()).isTrue();
        client().awaitEnd();
        assertThat(refused("body_framing")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /unknown", "GET /actuator/health/liveness", "GET /docs"})
    void endsAConnectionWhoseBodyNeverEnds(String request) {
        double before = refused("body_timeout");
        assertEndsABodyThatNeverEnds(request);
        IngestUnderTest.await(() -> refused("body_timeout") == before + 1);
    }

    @Test
    void respondsWith408ToHeadersThatNeverEnd() {
        assertRefusesHeadersThatNeverEnd("POST /api/tabby/webhook");
    }

    private static double refused(String reason) {
        return INGEST.beans(MeterRegistry.class)
                .values()
                .iterator()
                .next()
                .get("paycast.http.refused")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }
}
