package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.testsupport.RestartableKafka;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka comes and goes; ingest stays, says so in time, and is well afterwards. */
class KafkaOutageTest {

    private static final String PAYMENT =
            "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\"}";
    private static final String[] QUICK = {
        "paycast.ingest.kafka.delivery-timeout=6s",
        "paycast.ingest.kafka.check-interval=200ms",
        "paycast.ingest.kafka.check-timeout=1s",
        "paycast.ingest.retry-after=7s"
    };

    private final RestartableKafka kafka = RestartableKafka.started();
    private IngestUnderTest ingest;

    @BeforeEach
    void start() {
        ingest = IngestUnderTest.ready(kafka.bootstrapServers(), QUICK);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        ingest.close();
        kafka.close();
    }

    @Test
    void withoutItsBrokerAWebhookIs503InTimeAndTakenInWhenItIsBack() {
        kafka.kill();

        for (var body : new String[] {PAYMENT, "not understood"}) {
            // fails by its time-out where ingest waits as long as Kafka's client does of itself
            var answer = ingest.post(body);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
            assertThat(answer.headers().firstValue("content-type"))
                    .hasValue("application/problem+json");
        }
        ingest.awaitReadiness(503);
        assertThat(ingest.get("/actuator/health/liveness").statusCode()).isEqualTo(200);

        kafka.start();

        ingest.awaitReadiness(200);
        try (var events = new TopicConsumer(kafka.bootstrapServers(), Topics.PAYMENT_EVENTS)) {
            assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
            assertThat(events.next().key()).isEqualTo("p");
        }
        ingest.awaitIdle();
    }

    @Test
    void itStartsWithoutKafkaAndTakesWebhooksInWhenKafkaComes() {
        ingest.close();
        kafka.stop();

        ingest = IngestUnderTest.started(kafka.bootstrapServers(), QUICK);

        assertThat(ingest.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(ingest.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(503);
        assertThat(ingest.post(PAYMENT, "X-Tabby-Signature", "wrong").statusCode()).isEqualTo(401);

        kafka.start();

        ingest.awaitReadiness(200);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
    }

    @Test
    void itStartsWithoutEvenANameForKafka() {
        ingest.close();

        ingest = IngestUnderTest.started("kafka.invalid:9092", QUICK);

        assertThat(ingest.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(503);
    }
}
