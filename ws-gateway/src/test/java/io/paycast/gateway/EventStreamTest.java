package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Clients of {@code GET /api/websocket/events}, the stream as Server-Sent Events. */
class EventStreamTest {

    private static final String PATH = "/api/websocket/events";
    private static final String PAGE = "https://shop.example";
    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);
    private static final RunningGateway GATEWAY =
            RunningGateway.start(
                    KAFKA,
                    TOKENS,
                    "paycast.gateway.allowed-origins=" + PAGE,
                    "paycast.gateway.max-connections-per-address=20",
                    "paycast.gateway.ping-interval=1s");
    private static final RunningGateway FORGETFUL =
            RunningGateway.start(
                    KAFKA,
                    TOKENS,
                    "paycast.gateway.journal-size=128KB",
                    "paycast.gateway.journal-chunk=64KB");

    private final String token = TOKENS.token("demo", "payments:read");
    private final String payment = "pay_" + UUID.randomUUID();

    @BeforeAll
    static void areLive() {
        GATEWAY.live();
        FORGETFUL.live();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        FORGETFUL.close();
        RECORDS.close();
        TOKENS.close();
    }

    private EventStreamClient open(String more) {
        return EventStreamClient.open(GATEWAY, "?token=" + token + more);
    }

    private String name(int i) {
        return payment + "-" + i;
    }

    private void authorize(int from, int to) {
        IntStream.range(from, to)
                .forEach(i -> RECORDS.send(event(name(i), AUTHORIZED, "o-" + name(i))));
    }

    private List<String> own(List<JsonNode> updates) {
        return updates.stream()
                .map(update -> update.path("PaymentId").asString())
                .filter(id -> id.startsWith(payment))
                .toList();
    }

    private List<String> awaitOwn(EventStreamClient client, int count) {
        return Awaitility.await().until(() -> own(client.updates()), ids -> ids.size() >= count);
    }

    private List<String> names(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::name).toList();
    }

    @Test
    void sendsTheUpdatesThatASocketReceives() {
        try (var stream = open("&order=o-" + name(0));
                var socket =
                        SocketClient.open(
                                GATEWAY.socket("?token=" + token + "&order=o-" + name(0)))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
            assertThat(stream.header("cache-control")).isEqualTo("no-store");
            assertThat(stream.welcome().path("pingSeconds").asInt()).isEqualTo(1);

            RECORDS.send(event(name(0), AUTHORIZED, "o-" + name(0)));
            RECORDS.send(event(name(1), AUTHORIZED, name(1)));
            RECORDS.send(event(name(0), CLOSED, "o-" + name(0)));

            assertThat(stream.awaitUpdates(2)).isEqualTo(socket.await(2));
        }
    }

    @Test
    void givesEachUpdateItsCursorAsId() {
        try (var stream = open("")) {
            authorize(0, 3);
            awaitOwn(stream, 3);
            assertThat(stream.events().getFirst().id())
                    .isEqualTo(stream.welcome().path("cursor").asString());
            assertThat(stream.events().stream().skip(1))
                    .allSatisfy(update ->
                            assertThat(update.id())
                                    .isEqualTo(update.data().path("Cursor").asString()));
        }
    }

    @Test
    void resumesAfterLastEventIdWithoutLossOrRepeats() {
        try (var before = open("")) {
            authorize(0, 5);
            awaitOwn(before, 5);
            before.close();
            authorize(5, 10);
            try (var after = before.reopen(GATEWAY, "?token=" + token)) {
                authorize(10, 12);
                assertThat(awaitOwn(after, 7)).containsExactlyInAnyOrderElementsOf(names(5, 12));
                assertThat(after.welcome().path("resumed").path("complete").asBoolean()).isTrue();
            }
        }
    }

    /** A browser repeats the address of the first request, with its first cursor. */
    @Test
    void prefersLastEventIdToSince() {
        try (var first = open("")) {
            var since = first.welcome().path("cursor").asString();
            authorize(0, 3);
            awaitOwn(first, 3);
            first.close();
            authorize(3, 5);
            var query = "?token=" + token + "&since=" + EventStreamClient.encoded(since);
            try (var again = first.reopen(GATEWAY, query)) {
                assertThat(awaitOwn(again, 2)).containsExactlyInAnyOrderElementsOf(names(3, 5));
            }
        }
    }

    @Test
    void replaysFromKafkaWhatTheJournalHasEvicted() {
        try (var before = open("")) {
            authorize(0, 2);
            awaitOwn(before, 2);
            before.close();
            authorize(2, 5);
            for (int i = 0; i < 600; i++) {
                RECORDS.send(event("noise-" + name(i), CLOSED, "noise-" + name(0)));
            }
            FORGETFUL.awaitAll(RECORDS);
            try (var after = before.reopen(FORGETFUL, "?token=" + token)) {
                assertThat(after.awaitUpdates(603).size()).isEqualTo(603);
                assertThat(own(after.updates())).containsExactlyInAnyOrderElementsOf(names(2, 5));
            }
        }
    }

    @Test
    void reportsAGap() {
        try (var stream =
                EventStreamClient.open(
                        GATEWAY, "?token=" + token, "Last-Event-ID", "not-a-cursor")) {
            assertThat(stream.welcome().path("resumed").path("complete").asBoolean()).isFalse();
        }
    }

    @Test
    void sendsACustomerItsSnapshot() {
        RECORDS.send(event(name(0), AUTHORIZED, "o-" + name(0)));
        RECORDS.send(event(name(1), AUTHORIZED, "o-" + name(1)));
        GATEWAY.awaitAll(RECORDS);
        var customer =
                TOKENS.token()
                        .subject("customer")
                        .scopes("payments:read")
                        .orders("o-" + name(0))
                        .signed();
        try (var stream =
                EventStreamClient.open(GATEWAY, "", "Authorization", "Bearer " + customer)) {
            assertThat(own(stream.awaitUpdates(1))).containsExactly(name(0));
        }
    }

    @Test
    void keepsAnIdleStreamAlive() {
        try (var stream = open("&order=none-" + payment)) {
            // more than the two intervals after which a silent socket is closed
            Awaitility.await().until(() -> stream.comments() >= 5);
            RECORDS.send(event(name(0), AUTHORIZED, "none-" + payment));
            stream.awaitUpdates(1);
        }
    }

    @Test
    void endsWithTheReasonWhenTheTokenExpires() {
        open("").close(); // what the first stream needs would take some of the token's time
        var brief =
                TOKENS.token()
                        .subject("brief")
                        .scopes("payments:read")
                        .expiresAt(Instant.now().plusSeconds(6))
                        .signed();
        try (var stream = EventStreamClient.open(GATEWAY, "?token=" + brief)) {
            assertThat(stream.last().type()).isEqualTo("close");
            assertThat(stream.last().data().path("code").asInt()).isEqualTo(4401);
        }
    }

    @Test
    void endsWithADelayWhenTheGatewayDrains() {
        var gateway = RunningGateway.start(KAFKA, TOKENS).live();
        try (var stream = EventStreamClient.open(gateway, "?token=" + token)) {
            stream.welcome();
            gateway.close();
            var close = stream.last();
            assertThat(close.data().path("code").asInt()).isEqualTo(1001);
            assertThat(close.data().path("reason").asString())
                    .isEqualTo("Come back in " + stream.retry() + " ms.");
        }
    }

    @Test
    void refusesWithTheSameProblemsAsASocket() {
        assertRefused(401, "");
        assertRefused(401, "?token=nonsense");
        assertRefused(403, "?token=" + TOKENS.token("demo", "stats:read"));
        assertRefused(400, "?token=" + token + "&orders=o1");
        assertRefused(400, "?token=" + token + "&rewind=0");
    }

    private static void assertRefused(int status, String query) {
        var stream = GATEWAY.get(PATH + query, "");
        try (var client = RawClient.connect(GATEWAY)) {
            var socket = client.upgrade("/ws" + query);
            assertThat(stream.statusCode()).isEqualTo(status).isEqualTo(socket.status());
            assertThat(stream.body()).isEqualTo(socket.body());
            assertThat(stream.headers().firstValue("content-type"))
                    .contains("application/problem+json");
        }
    }

    @Test
    void countsAsAConnection() {
        GATEWAY.awaitNoConnections();
        var streams = IntStream.range(0, 20).mapToObj(_ -> open("")).toList();
        try (var oneTooMany = RawClient.connect(GATEWAY)) {
            assertThat(streams).allMatch(stream -> stream.status() == 200);
            assertThat(oneTooMany.upgrade("/ws?token=" + token).status()).isEqualTo(429);
        } finally {
            streams.forEach(EventStreamClient::close);
        }
        GATEWAY.awaitNoConnections();
    }

    /**
     * Its kernel takes no more, and the gateway's kernel holds the rest: no session sees that the
     * client is gone.
     */
    @Test
    void disconnectsAClientThatVanishes() {
        GATEWAY.awaitNoConnections();
        try (var alive = open("&order=alive-" + payment);
                var vanished = RawClient.connect(GATEWAY, "127.0.0.1", 1_024)) {
            alive.welcome();
            vanished.send(
                    "GET %s?token=%s&order=vanished-%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(PATH, token, payment));
            assertThat(vanished.answer().status()).isEqualTo(200);
            for (int i = 0; i < 25; i++) { // about 12 KiB: more than the client's window
                RECORDS.send(event(name(i), AUTHORIZED, "vanished-" + payment));
            }

            Awaitility.await().until(() -> GATEWAY.stats().connections() == 1);

            assertThat(GATEWAY.stats().closedByCode()).containsEntry("4408", 0L);
            RECORDS.send(event(name(0), AUTHORIZED, "alive-" + payment));
            alive.awaitUpdates(1);
        }
    }

    @Test
    void letsPagesOfAllowedOriginsRead() {
        try (var stream = EventStreamClient.open(GATEWAY, "?token=" + token, "Origin", PAGE);
                var refused = EventStreamClient.open(GATEWAY, "", "Origin", PAGE);
                var other =
                        EventStreamClient.open(
                                GATEWAY, "?token=" + token, "Origin", "https://evil.example")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("access-control-allow-origin")).isEqualTo(PAGE);
            assertThat(stream.header("vary")).isEqualTo("Origin");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("access-control-allow-origin")).isEqualTo(PAGE);
            assertThat(other.status()).isEqualTo(403);
            assertThat(other.header("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void answersHeadWithTheHeadersOfGet() {
        try (var client = RawClient.connect(GATEWAY)) {
            client.send(
                    "HEAD " + PATH + "?token=" + token + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
            client.awaitEnd();
        }
    }

    @Test
    void namesTheMethodsThatItSupports() {
        var post = GATEWAY.post(PATH, token, "text/plain", "");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void servesAClientOfHttp10() {
        try (var client = RawClient.connect(GATEWAY)) {
            client.send("GET " + PATH + "?token=" + token + " HTTP/1.0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.arrivedUpTo("event: welcome")).startsWith("id: ");
        }
    }
}
