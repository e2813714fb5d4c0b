package io.paycast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.events.Topics;
import io.paycast.testsupport.KafkaUnderTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a webhook that got 200 is on Kafka in the documented form. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {

    private static final String TRACEPARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String AUTHORIZED =
            """
            {"id":"pay_1","created_at":"2026-11-23T07:38:00Z","expires_at":"2026-12-23T07:38:00Z",
             "closed_at":null,"status":"AUTHORIZED","is_test":false,"is_expired":false,
             "amount":"150.5","currency":"AED","order":{"reference_id":"order_456"},
             "captures":[{"id":"cap_1","amount":"100","created_at":"2026-11-23T07:39:00Z",
             "reference_id":"inv_1"}],"refunds":[],"meta":{"order_id":null},"token":"t"}\
            """;

    private String kafka = "";
    private IngestUnderTest ingest;
    private IngestUnderTest another;

    @BeforeAll
    void start() {
        kafka = KafkaUnderTest.bootstrapServers();
        ingest = IngestUnderTest.ready(kafka);
        another = IngestUnderTest.ready(kafka);
    }

    @AfterAll
    void stop() {
        ingest.close();
        another.close();
    }

    @Test
    void storesAPaymentWithEveryHeaderBeforeTheResponse() {
        try (var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            var before = Instant.now().truncatedTo(ChronoUnit.MICROS);

            var response = ingest.post(AUTHORIZED, "traceparent", TRACEPARENT);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
            var event = events.next();
            assertThat(event.key()).isEqualTo("pay_1");
            var headers = TopicConsumer.headersOf(event);
            assertThat(headers)
                    .containsOnlyKeys(
                            "ce_specversion",
                            "ce_id",
                            "ce_source",
                            "ce_type",
                            "ce_subject",
                            "ce_time",
                            "content-type",
                            "traceparent")
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_source", "/tabby/ae")
                    .containsEntry("ce_type", "ai.tabby.payment.captured.v1")
                    .containsEntry("ce_subject", "pay_1")
                    .containsEntry("content-type", "application/json")
                    .containsEntry("traceparent", TRACEPARENT);
            assertThat(headers.get("ce_id")).matches("[A-Za-z0-9_-]{22}");
            assertThat(headers.get("ce_time")).matches(".*\\.\\d{6}Z");
            assertThat(Instant.parse(headers.get("ce_time"))).isBetween(before, Instant.now());
            assertThat(new String(event.value(), UTF_8))
                    .contains("\"amount\":150.50", "\"status\":\"authorized\"", "\"amount\":100.00")
                    .contains("\"orderReference\":\"order_456\"");
            assertThat(new PaymentEventCodec().decode(event)).isInstanceOf(Decoded.Event.class);
        }
    }

    @Test
    void givesARepeatedWebhookTheSameEventIdOnEveryInstance() {
        try (var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            assertThat(ingest.post(AUTHORIZED).statusCode()).isEqualTo(200);
            assertThat(ingest.post(AUTHORIZED).statusCode()).isEqualTo(200);
            assertThat(another.post(AUTHORIZED).statusCode()).isEqualTo(200);

            var ids = events.next(3).stream().map(e -> TopicConsumer.headersOf(e).get("ce_id"));

            assertThat(ids.distinct()).hasSize(1);
        }
    }

    @Test
    void identifiesTheMerchantByAnyOfItsSecrets() {
        try (var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            for (var secret :
                    new String[] {
                        IngestUnderTest.SECRET,
                        IngestUnderTest.SECOND_SECRET,
                        IngestUnderTest.SECRET_OF_KW
                    }) {
                assertThat(ingest.post(AUTHORIZED, "X-Tabby-Signature", secret).statusCode())
                        .isEqualTo(200);
            }

            assertThat(events.next(3))
                    .extracting(event -> TopicConsumer.headersOf(event).get("ce_source"))
                    .containsExactly("/tabby/ae", "/tabby/ae", "/tabby/kw");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            })
    void dropsAMalformedTraceContext(String traceparent) {
        try (var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            assertThat(ingest.post(AUTHORIZED, "traceparent", traceparent).statusCode())
                    .isEqualTo(200);

            assertThat(TopicConsumer.headersOf(events.next())).doesNotContainKey("traceparent");
        }
    }

    @Test
    void storesADisputeOnItsOwnTopic() {
        try (var disputes = new TopicConsumer(kafka, Topics.DISPUTES);
                var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            var response =
                    ingest.post(
                            """
                            {"status":"evidence_merchant","dispute_id":"dis_1","payment_id":"pay_1",
                             "amount":"10.125","currency":"KWD","created_at":"2026-06-15T13:08:54Z"}\
                            """);

            assertThat(response.statusCode()).isEqualTo(200);
            var dispute = disputes.next();
            assertThat(dispute.key()).isEqualTo("pay_1");
            assertThat(TopicConsumer.headersOf(dispute))
                    .containsEntry("ce_source", "/tabby/ae")
                    .containsEntry("ce_type", "ai.tabby.dispute.evidence_merchant.v1")
                    .containsEntry("ce_subject", "dis_1")
                    .containsKeys("ce_id", "ce_time", "ce_specversion", "content-type");
            assertThat(new String(dispute.value(), UTF_8))
                    .isEqualTo(
                            "{\"disputeId\":\"dis_1\",\"paymentId\":\"pay_1\","
                                    + "\"status\":\"evidence_merchant\",\"amount\":10.125,"
                                    + "\"currency\":\"KWD\",\"createdAt\":\"2026-06-15T13:08:54Z\"}");
            assertThat(events.pollNow()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json;charset=utf-8", "Application/JSON; charset=\"UTF-8\""})
    void acceptsAnExplicitCharset(String contentType) {
        assertThat(ingest.post(AUTHORIZED, "Content-Type", contentType).statusCode())
                .isEqualTo(200);
    }

    @Test
    void acceptsAChunkedBodyOfExactlyTheLimit() {
        var padding = " ".repeat(256 * 1024 - AUTHORIZED.getBytes(UTF_8).length);
        var chunks = BodyPublishers.fromPublisher(BodyPublishers.ofString(AUTHORIZED + padding));

        assertThat(ingest.post(chunks).statusCode()).isEqualTo(200);
        ingest.awaitIdle();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"id\":",
                "[]",
                "{\"id\":\"p\",\"id\":\"p\"}",
                "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"abc\"}",
                "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"aed\",\"amount\":\"1\"}",
            })
    void quarantinesAnInvalidBodyUnchanged(String body) {
        try (var quarantine = new TopicConsumer(kafka, Topics.QUARANTINE);
                var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            var response = ingest.post(body);

            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.headers().firstValue("content-type"))
                    .hasValue("application/problem+json");
            assertThat(response.body()).contains("\"status\":422", "\"field\":\"", "\"reason\":\"");
            var kept = quarantine.next();
            assertThat(new String(kept.value(), UTF_8)).isEqualTo(body);
            assertThat(kept.key()).hasSize(64).matches("[0-9a-f]+");
            assertThat(TopicConsumer.headersOf(kept))
                    .containsOnlyKeys("reason", "received_at", "merchant")
                    .containsEntry("merchant", "ae");
            assertThat(events.pollNow()).isEmpty();
        }
    }

    /** Tabby would send them four times more, and nothing would change. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"EGP\",\"amount\":\"1\"}",
                "{\"id\":\"p\",\"status\":\"paused\",\"currency\":\"AED\",\"amount\":\"1\"}",
                "{\"event\":\"token.created\",\"token\":\"t\"}",
            })
    void quarantinesAnUnknownBodyAndDoesNotAskForARepeat(String body) {
        double before = ingest.count("quarantined", "unknown");
        try (var quarantine = new TopicConsumer(kafka, Topics.QUARANTINE);
                var events = new TopicConsumer(kafka, Topics.PAYMENT_EVENTS)) {
            var response = ingest.post(body);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .contains(
                            "\"quarantined\":true",
                            "\"field\":\"",
                            "\"reason\":\"",
                            "\"detail\":\"");
            var kept = quarantine.next();
            assertThat(new String(kept.value(), UTF_8)).isEqualTo(body);
            assertThat(TopicConsumer.headersOf(kept))
                    .containsOnlyKeys("reason", "received_at", "merchant");
            assertThat(events.pollNow()).isEmpty();
        }
        assertThat(ingest.count("quarantined", "unknown")).isEqualTo(before + 1);
    }

    @Test
    void namesTheInvalidField() {
        var response =
                ingest.post(
                        "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\","
                                + "\"captures\":[{\"id\":\"c\",\"amount\":\"SECRET\"}]}");

        assertThat(response.body())
                .contains("\"field\":\"captures[0].amount\"")
                .contains(
                        "The field captures[0].amount is not a plain decimal number; it must be a"
                                + " decimal number of 0 or more, such as 150.00.")
                .doesNotContain("SECRET");
    }

    @Test
    void countsResults() {
        double accepted = ingest.count("accepted", "payment");
        double quarantined = ingest.count("quarantined", "content");
        double refused = ingest.count("refused", "secret");

        ingest.post(AUTHORIZED);
        ingest.post("{}");
        ingest.post(AUTHORIZED, "X-Tabby-Signature", "invalid");

        assertThat(ingest.count("accepted", "payment")).isEqualTo(accepted + 1);
        assertThat(ingest.count("quarantined", "content")).isEqualTo(quarantined + 1);
        assertThat(ingest.count("refused", "secret")).isEqualTo(refused + 1);
    }

    @Test
    void countsTheTimesThatItLeavesOutOfAStoredWebhook() {
        double before = ingest.timesLeftOut();

        var response =
                ingest.post(
                        AUTHORIZED
                                .replace("2026-12-23T07:38:00Z", "23.12.2026")
                                .replace("2026-11-23T07:39:00Z", "2026-11-23T07:39:60+24:00"));
        ingest.post(AUTHORIZED);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(ingest.timesLeftOut()).isEqualTo(before + 2);
    }

    @Test
    void isLiveAndReady() {
        assertThat(ingest.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(ingest.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }
}
