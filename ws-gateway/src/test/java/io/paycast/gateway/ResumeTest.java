package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Clients that resume: on the same gateway, on another one, and on one with a tiny journal, which
 * must replay from Kafka.
 */
class ResumeTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);
    private static final RunningGateway ONE = RunningGateway.start(KAFKA, TOKENS);
    private static final RunningGateway OTHER = RunningGateway.start(KAFKA, TOKENS);
    private static final RunningGateway FORGETFUL =
            RunningGateway.start(
                    KAFKA,
                    TOKENS,
                    "paycast.gateway.journal-size=128KB",
                    "paycast.gateway.journal-chunk=64KB");

    private final String payment = "pay_" + UUID.randomUUID();

    @BeforeAll
    static void areLive() {
        List.of(ONE, OTHER, FORGETFUL).forEach(RunningGateway::live);
    }

    @AfterAll
    static void stop() {
        ONE.close();
        OTHER.close();
        FORGETFUL.close();
        RECORDS.close();
        TOKENS.close();
    }

    private static SocketClient connect(RunningGateway gateway, String query) {
        return SocketClient.openWithSubprotocols(
                gateway.socket(query),
                "paycast.v1",
                "bearer." + TOKENS.token("demo", "payments:read"));
    }

    private void authorize(int from, int to) {
        IntStream.range(from, to)
                .forEach(
                        i -> RECORDS.send(event(payment + "-" + i, AUTHORIZED, payment + "-" + i)));
    }

    /** Waits for a number of updates of this test's payments; others are ignored. */
    private List<String> awaitOwn(SocketClient client, int count) {
        return Awaitility.await()
                .until(() -> numbers(client.messages()), numbers -> numbers.size() == count);
    }

    private List<String> numbers(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.path("PaymentId").asString(""))
                .filter(id -> id.startsWith(payment))
                .map(id -> id.substring(payment.length() + 1))
                .toList();
    }

    private static String cursorOf(JsonNode message) {
        return message.path("Cursor").asString();
    }

    /** A cursor after the first ten of twenty payments. */
    private String cursorAfterTen() {
        ONE.awaitAll(RECORDS); // what the tests before have sent does not lie after the cursor
        try (var before = connect(ONE, "")) {
            authorize(0, 10);
            awaitOwn(before, 10);
            return cursorOf(before.messages().getLast());
        }
    }

    private static void hasAllTwenty(List<String> numbers) {
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(10, 20).mapToObj(Integer::toString).toList());
    }

    @Test
    void resumesOnAnyGatewayWithoutLossOrRepeats() {
        var cursor = cursorAfterTen();
        authorize(10, 19);
        for (var gateway : List.of(ONE, OTHER)) {
            try (var watcher = connect(gateway, "?rewind=1")) {
                Awaitility.await()
                        .until(() -> {
                            try (var client = connect(gateway, "?since=" + cursor)) {
                                var welcome = client.await(1).getFirst();
                                return welcome.path("resumed").path("replayed").asInt() == 9;
                            }
                        });
            }
        }
        try (var one = connect(ONE, "?since=" + cursor);
                var other = connect(OTHER, "?since=" + cursor)) {
            authorize(19, 20);
            for (var client : List.of(one, other)) {
                var messages = client.await(11);
                assertThat(messages.getFirst().path("resumed").path("complete").asBoolean())
                        .isTrue();
                hasAllTwenty(numbers(messages));
            }
        }
    }

    @Test
    void replaysFromKafkaWhatTheJournalHasEvicted() {
        var cursor = cursorAfterTen();
        authorize(10, 20);
        // A repeat of an update that the client has seen is not delivered again.
        RECORDS.send(event(payment + "-0", AUTHORIZED, payment + "-0"));
        var noise = "noise-" + UUID.randomUUID();
        for (int i = 0; i < 600; i++) {
            RECORDS.send(event(noise + i, CLOSED, noise));
        }
        FORGETFUL.awaitAll(RECORDS);
        try (var client = connect(FORGETFUL, "?since=" + cursor)) {
            var welcome = client.await(1).getFirst();
            assertThat(welcome.path("type").asString()).isEqualTo("welcome");
            assertThat(welcome.path("resumed").path("complete").asBoolean()).isTrue();
            assertThat(welcome.path("resumed").path("replayed").asInt()).isEqualTo(610);
            RECORDS.send(event(payment + "-live", AUTHORIZED, payment));
            var messages = client.await(612);
            assertThat(numbers(messages)).hasSize(11).endsWith("live");
            hasAllTwenty(numbers(messages).subList(0, 10));
            assertThat(messages.stream().map(m -> m.path("EventId").asString("")).distinct())
                    .hasSize(612);
        }
    }

    @Test
    void rewindsToTheLastSelectedUpdates() {
        var wanted = new ArrayList<String>();
        try (var before = connect(ONE, "")) {
            authorize(0, 5);
            wanted.addAll(awaitOwn(before, 5));
        }
        wanted.retainAll(List.of("1", "3")); // Their order depends on their partitions.
        try (var client =
                connect(ONE, "?rewind=2&payment=" + payment + "-1&payment=" + payment + "-3")) {
            assertThat(numbers(client.await(3))).isEqualTo(wanted);
        }
    }

    @Test
    void reportsAnIncompleteReplayForAnInvalidCursor() {
        var seal = new CursorSeal(RunningGateway.cursorKey());
        var otherTopic = seal.seal(new Cursor(Uuid.randomUuid(), new long[3]));
        for (var cursor : List.of("forged", otherTopic)) {
            try (var client = connect(ONE, "?since=" + cursor)) {
                var welcome = client.await(1).getFirst();
                assertThat(welcome.path("resumed").path("complete").asBoolean()).isFalse();
                assertThat(welcome.path("cursor").asString()).isNotEmpty();
            }
        }
    }
}
