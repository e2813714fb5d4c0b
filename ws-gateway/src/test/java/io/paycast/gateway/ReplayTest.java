package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Replays from a gateway whose journal holds next to nothing. */
class ReplayTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final GatewayUnderTest SYSTEM =
            GatewayUnderTest.withSmallJournal("paycast.gateway.replay-max-customer-records=500");
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final PaymentRecords RECORDS = SYSTEM.records();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    private final String name = UUID.randomUUID().toString();

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    private static SocketClient connect(String token, String query) {
        return SocketClient.openWithSubprotocols(
                GATEWAY.socket(query), "paycast.v1", "bearer." + token);
    }

    private static String user(String subject) {
        return TOKENS.token(subject, "payments:read");
    }

    private String customer() {
        return TOKENS.token().subject("customer").scopes("payments:read").orders(name).signed();
    }

    private static boolean complete(JsonNode welcome) {
        return welcome.path("resumed").path("complete").asBoolean();
    }

    private static String welcomeCursor(String token) {
        try (var client = connect(token, "")) {
            return "?since=" + client.await(1).getFirst().path("cursor").asString();
        }
    }

    /** Four times what the journal holds, to partitions other than the first. */
    private void outrunTheJournal() {
        for (int i = 0; i < 800; i++) {
            send(1 + i % 2, event("noise-" + name + i, CLOSED, "noise-" + name));
        }
        GATEWAY.awaitAll(RECORDS);
    }

    private static long count(String name) {
        return GATEWAY.stats().counts().getOrDefault(name, 0L);
    }

    private static ProducerRecord<String, byte[]> record(int partition, PaymentEvent event) {
        var record = new PaymentEventCodec().encode(event, null);
        return new ProducerRecord<>(
                record.topic(), partition, record.key(), record.value(), record.headers());
    }

    private static void send(int partition, PaymentEvent event) {
        RECORDS.send(record(partition, event));
    }

    @Test
    void aCrowdOfReplaysThatWereLeftAtOnceDelaysNoHonestOne() {
        GATEWAY.awaitAll(RECORDS);
        var old = welcomeCursor(user("honest"));
        outrunTheJournal();
        long before = count("replays");
        var token = user("attacker");
        var crowd = new ArrayList<SocketClient>();
        for (int i = 0; i < 60; i++) {
            crowd.add(connect(token, old));
        }
        crowd.forEach(SocketClient::close);
        try (var honest = connect(user("honest"), old)) {
            var welcome = honest.await(1).getFirst();
            assertThat(complete(welcome)).isTrue();
            assertThat(welcome.path("resumed").path("replayed").asInt()).isEqualTo(800);
            honest.await(801);
        }
        Awaitility.await()
                .until(() -> {
                    var levels = GATEWAY.stats().levels();
                    return Stream.of("replaysWaiting", "replaysRunning", "replayPayments")
                            .allMatch(it -> levels.getOrDefault(it, -1L) == 0);
                });
        assertThat(count("replays") - before).isLessThanOrEqualTo(61);
    }

    @Test
    void aCustomerWhoMissedTooMuchReceivesTheStateOfItsOrdersInstead() {
        var old = welcomeCursor(customer());
        send(1, event("pay-" + name, AUTHORIZED, name));
        outrunTheJournal();
        send(1, event("pay-" + name, CLOSED, name));
        GATEWAY.awaitAll(RECORDS);
        try (var customer = connect(customer(), old)) {
            var messages = customer.await(2);
            assertThat(complete(messages.getFirst())).isFalse();
            assertThat(messages.get(1).path("Status").asString()).isEqualTo("closed");
            var resumed = "?since=" + messages.get(1).path("Cursor").asString();
            send(1, event("pay2-" + name, AUTHORIZED, name));
            assertThat(customer.await(3).get(2).path("PaymentId").asString())
                    .isEqualTo("pay2-" + name);
            try (var again = connect(customer(), resumed)) {
                assertThat(complete(again.await(1).getFirst())).isTrue();
                assertThat(again.await(2).get(1).path("PaymentId").asString())
                        .isEqualTo("pay2-" + name);
            }
        }
    }

    @Test
    void aReplayEndsAtTheMarkerOfATransactionAndSendsNothingThatWasAborted() {
        try (var live = connect(user("live"), "?order=" + name)) {
            live.await(1);
            inTransaction(true, event("kept-" + name, AUTHORIZED, name));
            RECORDS.countOther();
            var cursor =
                    "?order=" + name + "&since=" + live.await(2).get(1).path("Cursor").asString();
            inTransaction(false, event("aborted-" + name, AUTHORIZED, name));
            outrunTheJournal();
            try (var resumed = connect(user("resumed"), cursor)) {
                assertThat(complete(resumed.await(1).getFirst())).isTrue();
                send(0, event("last-" + name, AUTHORIZED, name));
                for (var payments :
                        List.of(resumed.await(2).subList(1, 2), live.await(3).subList(2, 3))) {
                    assertThat(payments.getFirst().path("PaymentId").asString())
                            .isEqualTo("last-" + name);
                }
            }
        }
    }

    private static void inTransaction(boolean commit, PaymentEvent event) {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", KAFKA, "transactional.id", "replay-test"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record(0, event));
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
            producer.close(Duration.ofSeconds(5));
        }
    }
}
