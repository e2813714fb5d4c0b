package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.testsupport.RestartableKafka;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Kafka is killed, paused, emptied, or loses its topics or its last records, under a running
 * gateway. Health and stats show it within 15 seconds, open sockets stay open, new ones are
 * refused, and the gateway recovers without a restart.
 */
class KafkaOutageTest {

    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(15);
    private static final Duration RECOVERED_WITHIN = Duration.ofMinutes(3);

    private final RestartableKafka kafka = RestartableKafka.started();
    private final TestTokens tokens = TestTokens.start();
    private final PaymentRecords records = new PaymentRecords(kafka.bootstrapServers());
    private final RunningGateway gateway =
            RunningGateway.start(kafka.bootstrapServers(), tokens).live();
    private final SocketClient client = openSocket("");

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
        records.close();
        tokens.close();
        kafka.close();
    }

    private SocketClient openSocket(String parameters) {
        return SocketClient.open(gateway.socket("?token=" + token("payments:read") + parameters));
    }

    private String token(String scope) {
        return tokens.token("operator", scope);
    }

    private JsonNode health() {
        return JsonMapper.shared().readTree(gateway.get("/api/websocket/health", "").body());
    }

    private JsonNode stats() {
        var response = gateway.get("/api/websocket/stats", token("stats:read"));
        return JsonMapper.shared().readTree(response.body());
    }

    private int readiness() {
        return gateway.get("/actuator/health/readiness", "").statusCode();
    }

    private int upgradeStatus() {
        try (var raw = RawClient.connect(gateway)) {
            return raw.upgrade("/ws?token=" + token("payments:read")).status();
        }
    }

    private void awaitOutageShown() {
        // the two feeds notice it one after the other
        await().atMost(SHOWN_WITHIN)
                .until(() -> readiness() == 503 && health().path("kafkaLag").asLong() == -1);
        assertThat(gateway.get("/api/websocket/health", "").statusCode()).isEqualTo(503);
        assertThat(health().path("status").asString()).isEqualTo("OUT_OF_SERVICE");
        assertThat(health().path("feed").asString()).isEqualTo("CONNECTING");
        assertThat(stats().path("kafkaLag").asLong()).isEqualTo(-1);
        assertThat(upgradeStatus()).isEqualTo(503);
        assertThat(client.isOpen()).isTrue();
    }

    private void awaitRecovery() {
        await().atMost(RECOVERED_WITHIN).until(() -> readiness() == 200);
        await().until(() -> health().path("kafkaLag").asLong() == 0);
        assertThat(client.isOpen()).isTrue();
    }

    private String cursorOfFirstUpdate() {
        records.send(PaymentRecords.event("before", AUTHORIZED, "o-1"));
        return client.await(1).getFirst().path("Cursor").asString();
    }

    private void assertDelivers(String payment) {
        int before = client.received().size();
        records.send(PaymentRecords.event(payment, AUTHORIZED, "o-2"));
        assertThat(client.await(before + 1).getLast().path("PaymentId").asString())
                .isEqualTo(payment);
    }

    @Test
    void showsThatTheBrokerWasKilledAndRecovers() {
        var cursor = cursorOfFirstUpdate();

        kafka.kill();
        awaitOutageShown();

        kafka.start();
        awaitRecovery();
        assertDelivers("after");
        try (var resumed = openSocket("&since=" + cursor)) {
            assertThat(resumed.await(1).getFirst().path("PaymentId").asString()).isEqualTo("after");
        }
    }

    @Test
    void showsThatTheBrokerHangsAndRecovers() {
        cursorOfFirstUpdate();

        kafka.pause();
        awaitOutageShown();

        kafka.resume();
        awaitRecovery();
        assertDelivers("after");
    }

    @Test
    void followsTopicsThatWereDeletedAndCreatedAgain() {
        var cursor = cursorOfFirstUpdate();

        deleteTopics();
        awaitOutageShown();
        PaymentRecords.createTopics(kafka.bootstrapServers());
        // before the gateway knows the new topic
        records.send(PaymentRecords.event("between", AUTHORIZED, "o-2"));

        assertFollowsTheNewTopic(cursor, "between");
    }

    @Test
    void followsATopicThatWasReplacedAtOnce() {
        var cursor = cursorOfFirstUpdate();

        deleteTopics();
        PaymentRecords.createTopics(kafka.bootstrapServers());
        records.send(PaymentRecords.event("between", AUTHORIZED, "o-2"));

        assertFollowsTheNewTopic(cursor, "between");
    }

    @Test
    void followsABrokerThatLostItsData() {
        var cursor = cursorOfFirstUpdate();

        kafka.kill();
        kafka.startEmpty();
        awaitOutageShown();
        PaymentRecords.createTopics(kafka.bootstrapServers());
        records.send(PaymentRecords.event("between", AUTHORIZED, "o-2"));

        assertFollowsTheNewTopic(cursor, "between");
    }

    /** An open transaction holds the gateway back while the records are deleted. */
    @Test
    void closesClientsThatMissRecordsWhichKafkaDeletedUnread() {
        var cursor = cursorOfFirstUpdate();
        try (var filtered = openSocket("&order=another");
                var producer = transactionalProducer()) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, PaymentRecords.event("gap", AUTHORIZED, "o-2"));
            var kept = send(producer, PaymentRecords.event("gap", CLOSED, "o-2"));
            deleteRecordsBefore(kept);
            assertThat(client.ending()).isEqualTo(new SocketClient.Ending(4408, ""));
            assertThat(filtered.ending()).isEqualTo(new SocketClient.Ending(4408, ""));
            producer.commitTransaction();
        }
        await().atMost(RECOVERED_WITHIN).until(() -> readiness() == 200);
        assertThat(stats().path("counts").path("recordGaps").asLong()).isEqualTo(1);
        assertThat(stats().path("counts").path("topicReplacements").asLong()).isZero();
        try (var resumed = openSocketWithWelcome(cursor)) {
            var welcome = resumed.await(1).getFirst();
            assertThat(welcome.path("resumed").path("complete").asBoolean(true)).isFalse();
            records.send(PaymentRecords.event("after", AUTHORIZED, "o-2"));
            await().until(() ->
                    resumed.messages().stream()
                            .anyMatch(it -> it.path("PaymentId").asString("").equals("after")));
        }
    }

    @Test
    void doesNotTrustCursorsFromBeforeTheBrokerLostItsLastRecords() {
        cursorOfFirstUpdate();
        var sizes = kafka.logSizes(Topics.PAYMENT_EVENTS);
        records.send(PaymentRecords.event("before", CLOSED, "o-1"));
        var cursor = client.await(2).getLast().path("Cursor").asString();

        kafka.kill();
        kafka.cutLogs(sizes);
        kafka.start();
        assertThat(client.ending()).isEqualTo(new SocketClient.Ending(4408, ""));
        await().atMost(RECOVERED_WITHIN).until(() -> readiness() == 200);
        assertThat(stats().path("counts").path("recordGaps").asLong()).isEqualTo(1);
        assertIncomplete(cursor);

        // the new records reach beyond the lost one
        long before = recordsRead();
        records.send(PaymentRecords.event("before", AUTHORIZED, "o-2"));
        records.send(PaymentRecords.event("before", AUTHORIZED, "o-3"));
        await().until(() -> recordsRead() >= before + 2);
        assertIncomplete(cursor);
    }

    private long recordsRead() {
        return stats().path("counts").path("records").asLong();
    }

    private void assertIncomplete(String cursor) {
        try (var resumed = openSocketWithWelcome(cursor)) {
            var welcome = resumed.await(1).getFirst();
            assertThat(welcome.path("resumed").path("complete").asBoolean(true)).isFalse();
        }
    }

    @Test
    void closesTheSocketOfATokenThatIsRevokedOnAPartitionThatWasAdded() {
        admin(admin ->
                admin.createPartitions(Map.of(Topics.REVOCATIONS, NewPartitions.increaseTo(2)))
                        .all());
        var until = Instant.now();
        var revocation =
                new Revocation(
                                Revocation.Scope.SUBJECT,
                                "operator",
                                until,
                                until.plus(Duration.ofHours(1)))
                        .encode();
        records.send(
                new ProducerRecord<>(Topics.REVOCATIONS, 1, revocation.key(), revocation.value()));
        await().atMost(SHOWN_WITHIN).until(() -> !client.isOpen());
    }

    private KafkaProducer<String, byte[]> transactionalProducer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "gap"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static RecordMetadata send(KafkaProducer<String, byte[]> producer, PaymentEvent event) {
        try {
            return producer.send(new PaymentEventCodec().encode(event, null)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void deleteRecordsBefore(RecordMetadata first) {
        var partition = new TopicPartition(first.topic(), first.partition());
        admin(admin ->
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(first.offset())))
                        .all());
    }

    private void assertFollowsTheNewTopic(String oldCursor, String firstPayment) {
        await().atMost(RECOVERED_WITHIN)
                .until(() -> stats().path("counts").path("topicReplacements").asLong() > 0);
        awaitRecovery();
        assertThat(client.await(2).get(1).path("PaymentId").asString()).isEqualTo(firstPayment);
        // a repeat of what was shown before changes nothing
        records.send(PaymentRecords.event("before", AUTHORIZED, "o-1"));
        assertDelivers("after");
        assertThat(client.messages()).hasSize(3);
        try (var resumed = openSocketWithWelcome(oldCursor)) {
            var welcome = resumed.await(1).getFirst();
            assertThat(welcome.path("resumed").path("complete").asBoolean(true)).isFalse();
            records.send(PaymentRecords.event("before", CLOSED, "o-1"));
            assertThat(resumed.await(2).getLast().path("PaymentId").asString()).isEqualTo("before");
        }
        var newCursor = client.await(4).get(2).path("Cursor").asString();
        try (var resumed = openSocketWithWelcome(newCursor)) {
            var welcome = resumed.await(1).getFirst();
            assertThat(welcome.path("resumed").path("complete").asBoolean(false)).isTrue();
            assertThat(resumed.await(2).getLast().path("PaymentId").asString()).isEqualTo("before");
        }
    }

    private SocketClient openSocketWithWelcome(String cursor) {
        return SocketClient.openWithSubprotocols(
                gateway.socket("?since=" + cursor),
                "paycast.v1",
                "bearer." + token("payments:read"));
    }

    private void deleteTopics() {
        var names = List.of(Topics.PAYMENT_EVENTS, Topics.REVOCATIONS);
        admin(admin -> admin.deleteTopics(TopicCollection.ofTopicNames(names)).all());
    }

    private void admin(Function<Admin, KafkaFuture<?>> request) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            request.apply(admin).toCompletionStage().toCompletableFuture().join();
        }
    }
}
