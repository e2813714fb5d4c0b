package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentState;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.ledger.LatestUpdate;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.limits.ConnectionLimit;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stats of each limit: refusals and current use. */
class LimitCountersTest {

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());

    /** More than the tests of other limits make. */
    private static final int ATTEMPTS = 300;

    private final RunningGateway gateway =
            RunningGateway.start(
                            KafkaUnderTest.bootstrapServers(),
                            TOKENS,
                            "paycast.gateway.max-connections=2",
                            "paycast.gateway.max-connections-per-address=1",
                            "paycast.gateway.attempts-per-address-per-minute=" + ATTEMPTS,
                            "paycast.gateway.messages-per-minute=2",
                            "paycast.trusted-proxies=127.0.0.1")
                    .live();

    @AfterEach
    void stopGateway() {
        gateway.close();
    }

    @AfterAll
    static void stop() {
        RECORDS.close();
        TOKENS.close();
    }

    private JsonNode stats() {
        var token = TOKENS.token("operator", "stats:read");
        return JsonMapper.shared().readTree(gateway.get("/api/websocket/stats", token).body());
    }

    private long stat(String of, String name) {
        var value = stats().path(of).path(name);
        assertThat(value.isNumber()).as("%s.%s", of, name).isTrue();
        return value.asLong();
    }

    private int refuse(String query, String... headers) {
        return refuseBeside(0, query, headers);
    }

    /** The status of a refusal, while the test holds this many connections. */
    private int refuseBeside(int held, String query, String... headers) {
        awaitPlaces(held);
        try (var client = RawClient.connect(gateway)) {
            var answer = client.upgrade("/ws" + query, headers);
            client.awaitEnd();
            awaitPlaces(held);
            return answer.status();
        }
    }

    /** A closed connection releases its place a moment after its client sees the end. */
    private void awaitPlaces(int count) {
        var places = gateway.bean(ConnectionLimit.class);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> places.open() == count);
    }

    private static String validToken(String user) {
        return "?token=" + TOKENS.token(user, "payments:read");
    }

    private SocketClient connect(String user) {
        return SocketClient.open(gateway.socket(validToken(user)));
    }

    @Test
    void showsZeroForWhatHasNotHappened() {
        for (var reason :
                new String[] {"notReady", "full", "addressLimit", "banned", "badToken", "noKeys"}) {
            assertThat(stat("refusedByReason", reason)).isZero();
        }
        for (var code : new String[] {"1009", "4401", "4408", "4429", "lost"}) {
            assertThat(stat("closedByCode", code)).isZero();
        }
        assertThat(stat("counts", "bans")).isZero();
    }

    @Test
    void countsRefusalsByReason() {
        assertThat(refuse("")).isEqualTo(401);
        assertThat(refuse("?token=forged")).isEqualTo(401);
        assertThat(refuse("?token=" + TOKENS.token("u", "stats:read"))).isEqualTo(403);
        assertThat(refuse(validToken("u"), "Origin: https://evil.example")).isEqualTo(403);
        assertThat(refuse(validToken("u") + "&rewind=none")).isEqualTo(400);
        try (var open = connect("first")) {
            assertThat(refuseBeside(1, validToken("u"))).isEqualTo(429);
            try (var elsewhere = RawClient.connect(gateway)) {
                elsewhere.upgrade("/ws" + validToken("u"), "X-Forwarded-For: 192.0.2.1");
                assertThat(refuseBeside(2, validToken("u"), "X-Forwarded-For: 192.0.2.2"))
                        .isEqualTo(503);
                assertThat(stat("levels", "connectionsOfBusiestAddress")).isEqualTo(1);
            }
            assertThat(open.isOpen()).isTrue();
        }
        var reasons = stats().path("refusedByReason");
        for (var once :
                new String[] {"noToken", "badToken", "scope", "origin", "addressLimit", "full"}) {
            assertThat(reasons.path(once).asLong()).as(once).isEqualTo(1);
        }
        assertThat(reasons.path("badRequest").asLong()).isEqualTo(1);
        assertThat(stat("refusedByStatus", "429")).isEqualTo(1);
    }

    @Test
    void refusesAttemptsToConnectBeyondTheLimitOfTheirAddress() {
        var kinds =
                new String[] {
                    "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n", // no upgrade
                    RawClient.upgradeRequest("/ws"), // no token
                    "GET /api/websocket/events?token=forged HTTP/1.1\r\nHost: x\r\n\r\n"
                };
        int attempts = 0;
        RawClient.Answer answer;
        do { // the limit refills meanwhile, by one attempt in 200 ms
            answer = attempt(kinds[attempts % kinds.length], "2001:db8:0:7::" + attempts % 10);
            attempts++;
            assertThat(attempts).isLessThan(10 * ATTEMPTS);
        } while (answer.status() != 429);

        assertThat(attempts).isGreaterThan(ATTEMPTS);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains(
                        "The address has reached its limit of %d attempts to connect per minute."
                                .formatted(ATTEMPTS));
        assertThat(stat("refusedByReason", "attemptLimit")).isEqualTo(1);
        assertThat(stat("refusedByStatus", "429")).isEqualTo(1);
        assertThat(attempt(kinds[1], "2001:db8:0:8::1").status()).isEqualTo(401);
        try (var honest = RawClient.connect(gateway)) {
            var valid = honest.upgrade("/ws" + validToken("u"), "X-Forwarded-For: 192.0.2.1");
            assertThat(valid.status()).isEqualTo(101);
        }
    }

    private RawClient.Answer attempt(String request, String address) {
        try (var client = RawClient.connect(gateway)) {
            int end = request.length() - 2;
            client.send(request.substring(0, end) + "X-Forwarded-For: " + address + "\r\n\r\n");
            var answer = client.answer();
            client.awaitEnd();
            awaitPlaces(0);
            return answer;
        }
    }

    @Test
    void countsAClientByTheAddressThatItsProxyReports() {
        try (var first = RawClient.connect(gateway);
                var second = RawClient.connect(gateway)) {
            assertThat(
                            first.upgrade(
                                            "/ws" + validToken("u"),
                                            "X-Forwarded-For: 6.6.6.6, 192.0.2.1:51008")
                                    .status())
                    .isEqualTo(101);
            assertThat(refuseBeside(1, validToken("u"), "Forwarded: for=\"192.0.2.1:80\""))
                    .isEqualTo(429);
            assertThat(
                            second.upgrade(
                                            "/ws" + validToken("u"),
                                            "Forwarded: for=\"[2001:db8::7]:443\"")
                                    .status())
                    .isEqualTo(101);
        }
        assertThat(refuse(validToken("u"), "X-Forwarded-For: unknown")).isEqualTo(400);
        assertThat(stat("refusedByReason", "badRequest")).isEqualTo(1);
    }

    @Test
    void countsAnIpv6ClientByItsNetwork() {
        try (var first = RawClient.connect(gateway)) {
            assertThat(
                            first.upgrade(
                                            "/ws" + validToken("u"),
                                            "X-Forwarded-For: 2001:db8:0:7::1")
                                    .status())
                    .isEqualTo(101);
            assertThat(refuseBeside(1, validToken("u"), "X-Forwarded-For: 2001:db8:0:7:ffff::2"))
                    .isEqualTo(429);
            try (var elsewhere = RawClient.connect(gateway)) {
                assertThat(
                                elsewhere
                                        .upgrade(
                                                "/ws" + validToken("u"),
                                                "X-Forwarded-For: 2001:db8:0:8::1")
                                        .status())
                        .isEqualTo(101);
            }
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void logsABoundedNumberOfRefusals(CapturedOutput output) {
        for (int i = 0; i < 200; i++) {
            refuse("");
        }

        assertThat(stat("refusedByReason", "noToken")).isEqualTo(200);
        assertThat(output.toString().lines().filter(line -> line.contains("socket refused")))
                .hasSizeLessThanOrEqualTo(60);
    }

    /** No such session is known, so the test plants the fault. */
    @Test
    void releasesThePlaceOfASessionThatCannotBeCreated() {
        var event = PaymentRecords.event("pay_" + UUID.randomUUID(), AUTHORIZED, "broken");
        var view = PaymentState.merge(null, event).view();
        var start = new Cursor(Uuid.ZERO_UUID, new long[0]);
        int noPartition = -1;
        gateway.bean(OrderSnapshots.class)
                .add(
                        new LatestUpdate(
                                view, false, "id", event.receivedAt(), start, noPartition, 0, -1));
        var token = TOKENS.token().subject("c").scopes("payments:read").orders("broken").signed();
        try (var client = RawClient.connect(gateway)) {
            client.send(RawClient.upgradeRequest("/ws?token=" + token));
            assertThat(client.arrived()).as("the end, and no answer before it").isEmpty();
        }
        Awaitility.await().until(() -> gateway.stats().connections() == 0);
        assertThat(stat("counts", "opened")).isZero();
        try (var next = connect("next")) {
            assertThat(next.isOpen()).isTrue();
        }
    }

    @Test
    void countsBansAndShowsActiveOnes() {
        try (var client = connect("noisy")) {
            for (int i = 0; i < 3; i++) {
                client.send("{\"type\":\"ping\"}");
            }
            assertThat(client.ending().code()).isEqualTo(4429);
        }
        Awaitility.await().until(() -> stat("closedByCode", "4429") == 1);
        assertThat(stat("counts", "bans")).isEqualTo(1);
        assertThat(stat("levels", "banned")).isEqualTo(1);
        assertThat(refuse(validToken("noisy"))).isEqualTo(429);
        assertThat(stat("refusedByReason", "banned")).isEqualTo(1);
    }

    @Test
    void countsALongMessageAsSeveral() {
        try (var client = connect("verbose")) {
            client.send("{\"type\":\"ping\"}" + " ".repeat(2 * 1024));
            assertThat(client.ending().code()).isEqualTo(4429);
        }
    }

    /** A signature is verified. The limit of this gateway is lower than what a refresh counts. */
    @Test
    void countsARefreshAsManyMessages() {
        try (var client = connect("refreshing")) {
            var next = TOKENS.token("refreshing", "payments:read");
            client.send("{\"type\":\"refresh\",\"token\":\"" + next + "\"}");
            assertThat(client.await(1).getFirst().path("type").asString()).isEqualTo("refreshed");
            client.send("{\"type\":\"ping\"}");
            assertThat(client.ending().code()).isEqualTo(4429);
        }
    }

    @Test
    void countsEachFragmentAsAMessage() {
        try (var client = RawClient.connect(gateway)) {
            client.upgrade("/ws" + validToken("fragmenting"));
            client.send(RawClient.frame(RawClient.TEXT, new byte[0]));
            client.send(RawClient.frame(RawClient.CONTINUATION, new byte[0]));
            client.send(RawClient.frame(RawClient.FIN | RawClient.CONTINUATION, new byte[0]));
            assertThat(client.closeFrame().closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void showsTheSizeAndAgeOfTheJournal() {
        long before = stat("levels", "journalBytes");
        var payment = "pay_" + UUID.randomUUID();
        RECORDS.send(PaymentRecords.event(payment, AUTHORIZED, payment));
        Awaitility.await().until(() -> stat("levels", "journalBytes") > before);
        Awaitility.await().until(() -> stat("levels", "journalOldestMillis") > 0);
        assertThat(stat("levels", "maxJournalBytes")).isEqualTo(64 * 1024 * 1024);
        assertThat(stat("levels", "replaysRunning")).isZero();
        assertThat(stat("levels", "replaysWaiting")).isZero();
        assertThat(stat("levels", "maxConnections")).isEqualTo(2);
        assertThat(stat("levels", "maxConnectionsOfAnAddress")).isEqualTo(1);
    }
}
