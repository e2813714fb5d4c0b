package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.testsupport.RestartableKafka;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stops and starts Kafka: ingest keeps running, reports the outage and recovers. */
class KafkaOutageTest {

    private static final String PAYMENT =
            "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\"}";
    private static final String[] FAST_CHECKS = {
        "paycast.ingest.kafka.delivery-timeout=6s",
        "paycast.ingest.kafka.check-interval=200ms",
        "paycast.ingest.kafka.check-timeout=1s",
        "paycast.ingest.retry-after=7s"
    };

    private final RestartableKafka kafka = RestartableKafka.started();
    private IngestUnderTest ingest;

    @BeforeEach
    void start() {
        ingest = IngestUnderTest.ready(kafka.bootstrapServers(), FAST_CHECKS);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        ingest.close();
        kafka.close();
    }

    @Test
    void respondsWith503DuringAnOutageAndStoresWebhooksAfterIt() {
        kafka.kill();

        for (var body : new String[] {PAYMENT, "not JSON"}) {
            // times out if ingest waits for the default timeout of Kafka's client
            var response = ingest.post(body);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("retry-after")).hasValue("7");
            assertThat(response.headers().firstValue("content-type"))
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
    void startsWithoutKafkaAndStoresWebhooksOnceItIsUp() {
        ingest.close();
        kafka.stop();

        ingest = IngestUnderTest.started(kafka.bootstrapServers(), FAST_CHECKS);

        assertThat(ingest.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(ingest.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(503);
        assertThat(ingest.post(PAYMENT, "X-Tabby-Signature", "invalid").statusCode())
                .isEqualTo(401);

        kafka.start();

        ingest.awaitReadiness(200);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
    }

    @Test
    void startsEvenIfTheHostNameOfKafkaIsUnknown() {
        ingest.close();

        ingest = IngestUnderTest.started("kafka.invalid:9092", FAST_CHECKS);

        assertThat(ingest.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(503);
    }

    @Test
    void isNotReadyWhileKafkaHangs() {
        kafka.pause();
        ingest.awaitReadiness(503);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(503);

        kafka.resume();
        ingest.awaitReadiness(200);
        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
    }

    @Test
    void createsATopicThatWasDeletedAndStoresWebhooksInIt() throws Exception {
        deleteTopic();

        IngestUnderTest.await(() -> ingest.post(PAYMENT).statusCode() == 200);
        try (var events = new TopicConsumer(kafka.bootstrapServers(), Topics.PAYMENT_EVENTS)) {
            assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);
            assertThat(events.next().key()).isEqualTo("p");
        }
        ingest.awaitReadiness(200);
    }

    @Test
    void storesWebhooksOnABrokerThatLostItsData() {
        kafka.kill();
        kafka.startEmpty();

        IngestUnderTest.await(() -> ingest.post(PAYMENT).statusCode() == 200);
        ingest.awaitReadiness(200);
    }

    /** Deletes the topic, and waits until the broker stores nothing in it any more. */
    private void deleteTopic() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var deleted = topicId(admin);
            admin.deleteTopics(List.of(Topics.PAYMENT_EVENTS)).all().get();
            IngestUnderTest.await(() -> !topicId(admin).equals(deleted));
        }
    }

    private static Optional<Uuid> topicId(Admin admin)
            throws InterruptedException, ExecutionException {
        try {
            var topics = admin.describeTopics(List.of(Topics.PAYMENT_EVENTS)).allTopicNames().get();
            return Optional.of(Objects.requireNonNull(topics.get(Topics.PAYMENT_EVENTS)).topicId());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
