package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Revocation;
import io.paycast.gateway.RawClient.Answer;
import io.paycast.testsupport.ForgedToken;
import io.paycast.testsupport.RawHttp;
import io.paycast.testsupport.TestTokens;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens open a socket, for how long, and how others are refused. */
class AccessTest {

    private static final GatewayUnderTest SYSTEM = GatewayUnderTest.live();
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final PaymentRecords RECORDS = SYSTEM.records();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    private final String subject = "user-" + UUID.randomUUID();

    /** Where a client may put its token. */
    enum Way {
        QUERY,
        HEADER,
        SUBPROTOCOL;

        Answer ask(RawClient client, String token) {
            return switch (this) {
                case QUERY -> client.upgrade("/ws?token=" + token);
                case HEADER -> client.upgrade("/ws", "Authorization: Bearer " + token);
                case SUBPROTOCOL ->
                        client.upgrade(
                                "/ws", "Sec-WebSocket-Protocol: paycast.v1, bearer." + token);
            };
        }
    }

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    private static Answer ask(Way way, String token) {
        try (var client = RawClient.connect(GATEWAY)) {
            var answer = way.ask(client, token);
            if (answer.status() != 101) {
                client.awaitEnd();
            }
            return answer;
        }
    }

    private SocketClient connect() {
        return SocketClient.open(GATEWAY.socket("?token=" + token()));
    }

    private String token() {
        return TOKENS.token(subject, "payments:read");
    }

    private static void revoke(Revocation.Scope scope, String id) {
        var now = Instant.now();
        RECORDS.send(new Revocation(scope, id, now, now.plusSeconds(600)).encode());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void acceptsAValidTokenInQueryHeaderOrSubprotocol(Way way) {
        var answer = ask(way, token());
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("sec-websocket-protocol"))
                .isEqualTo(way == Way.SUBPROTOCOL ? "paycast.v1" : "");
    }

    static Stream<Arguments> forgedTokens() {
        return TOKENS.forged().stream()
                .flatMap(forged -> Stream.of(Way.values()).map(way -> Arguments.of(forged, way)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("forgedTokens")
    void refusesAForgedTokenBeforeTheUpgrade(ForgedToken forged, Way way) {
        var answer = ask(way, forged.token());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate"))
                .isEqualTo("Bearer realm=\"paycast\", error=\"invalid_token\"");
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"status\":401", "\"detail\":\"The token")
                .doesNotContain(forged.token());
    }

    @Test
    void saysHowToSendATokenIfThereIsNone() {
        try (var client = RawClient.connect(GATEWAY)) {
            var answer = client.upgrade("/ws");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer realm=\"paycast\"");
            assertThat(answer.body()).contains("Send a token as");
        }
        assertThat(ask(Way.QUERY, "").status()).isEqualTo(401);
        assertThat(ask(Way.HEADER, "").status()).isEqualTo(401);
        assertThat(ask(Way.SUBPROTOCOL, "").status()).isEqualTo(401);
    }

    @Test
    void refusesATokenThatIsTooLong() {
        assertThat(ask(Way.QUERY, "x".repeat(15_000)).status()).isEqualTo(401);
        assertThat(ask(Way.QUERY, "x".repeat(30_000)).status()).isIn(400, 414);
        assertThat(ask(Way.HEADER, "x".repeat(30_000)).status()).isIn(400, 413, 431);
    }

    @Test
    void refusesATokenWithoutTheScope() {
        var answer = ask(Way.HEADER, TOKENS.token(subject, "stats:read"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("payments:read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"mine\"", "{}", "[null]", "[5]", "[\"\"]"})
    void refusesATokenWhoseOrdersCannotBeRead(String orders) {
        var token = TOKENS.token().subject(subject).rawClaim("orders", orders).signed();
        for (var way : Way.values()) {
            var answer = ask(way, token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body())
                    .contains("claim orders must be a list of at least one order reference")
                    .doesNotContain(token);
        }
    }

    @Test
    void keepsWhatACustomerSeesWhenItsNextTokenCannotBeRead() {
        var order = "mine-" + subject;
        var mine = TOKENS.token().subject(subject).orders(order).signed();
        var unreadable = TOKENS.token().subject(subject).rawClaim("orders", "null").signed();
        try (var client = SocketClient.open(GATEWAY.socket("?token=" + mine));
                var everything = connect()) {
            client.send("{\"type\":\"refresh\",\"token\":\"" + unreadable + "\"}");
            var refused = client.await(1).getFirst();
            assertThat(refused.path("code").asString()).isEqualTo("refresh_refused");
            assertThat(refused.path("message").asString()).contains("claim orders");
            var payment = "pay_" + UUID.randomUUID();
            RECORDS.send(
                    PaymentRecords.event(payment + "-1", AUTHORIZED, payment),
                    PaymentRecords.event(payment + "-2", AUTHORIZED, order));
            everything.await(2);
            assertThat(client.await(2).getLast().path("PaymentId").asString())
                    .isEqualTo(payment + "-2");
        }
    }

    @Test
    void refusesRevokedTokensSessionsAndSubjects() {
        var byToken = TOKENS.token().subject(subject).claim("jti", subject + "-jti").signed();
        var bySession = TOKENS.token().subject(subject).claim("sid", subject + "-sid").signed();
        var bySubject = TOKENS.token(subject + "-sub", "payments:read");
        revoke(Revocation.Scope.TOKEN, subject + "-jti");
        revoke(Revocation.Scope.SESSION, subject + "-sid");
        revoke(Revocation.Scope.SUBJECT, subject + "-sub");
        for (var token : new String[] {byToken, bySession, bySubject}) {
            Awaitility.await().until(() -> ask(Way.HEADER, token).status() == 401);
            assertThat(ask(Way.QUERY, token).body()).contains("The token was revoked.");
        }
        assertThat(ask(Way.QUERY, token()).status()).isEqualTo(101);
    }

    @Test
    void acceptsATokenIssuedAfterTheRevocation() {
        var before = TOKENS.token(subject, "payments:read");
        var now = Instant.now();
        RECORDS.send(
                new Revocation(
                                Revocation.Scope.SUBJECT,
                                subject,
                                now.truncatedTo(ChronoUnit.SECONDS),
                                now.plusSeconds(600))
                        .encode());
        Awaitility.await().until(() -> ask(Way.HEADER, before).status() == 401);
        var after =
                TOKENS.token()
                        .subject(subject)
                        .claim("iat", now.plusSeconds(1).getEpochSecond())
                        .signed();
        assertThat(ask(Way.HEADER, after).status()).isEqualTo(101);
    }

    @Test
    void closesAllSocketsOfARevokedUserAndNoOthers() {
        try (var one = connect();
                var two = connect();
                var other =
                        SocketClient.open(
                                GATEWAY.socket(
                                        "?token=" + TOKENS.token("other", "payments:read")))) {
            revoke(Revocation.Scope.SUBJECT, subject);
            assertThat(one.ending().code()).isEqualTo(4401);
            assertThat(two.ending())
                    .isEqualTo(new SocketClient.Ending(4401, "The token was revoked."));
            other.send("{\"type\":\"ping\"}");
            other.await(1);
            assertThat(other.isOpen()).isTrue();
        }
    }

    @Test
    void publishesNoTestNotificationWhoseTokenIsRevokedBeforeTheLastByte() {
        var stolen = TOKENS.token(subject, "payments:test");
        var payment = "pay_" + UUID.randomUUID();
        var body = "{\"PaymentId\":\"%s\",\"Status\":\"%s\",\"Amount\":1}";
        var first = body.formatted(payment, "authorized");
        var path = "/api/websocket/test-notification";
        var listener = TOKENS.token(subject + "-listener", "payments:read", "payments:test");
        try (var connection = new RawHttp(GATEWAY.port());
                var client =
                        SocketClient.open(
                                GATEWAY.socket("?payment=" + payment + "&token=" + listener))) {
            connection.send(
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    .formatted(path)
                            + "Authorization: Bearer %s\r\nContent-Length: %d\r\n"
                                    .formatted(stolen, first.length())
                            + "Expect: 100-continue\r\n\r\n");
            assertThat(connection.response().status()).isEqualTo(100);
            connection.send(first.substring(0, 1));
            revoke(Revocation.Scope.SUBJECT, subject);
            Awaitility.await().until(() -> ask(Way.HEADER, stolen).status() == 401);

            var refused = connection.send(first.substring(1)).response();

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("www-authenticate")).contains("error=\"invalid_token\"");
            assertThat(refused.body()).contains("before the body had arrived");
            var accepted =
                    GATEWAY.post(
                            path, listener, "application/json", body.formatted(payment, "closed"));
            assertThat(accepted.statusCode()).isEqualTo(200);
            assertThat(client.await(1).getFirst().path("Status").asString()).isEqualTo("closed");
        }
    }

    @Test
    void closesTheSocketWhenTheTokenExpires() {
        connect().close(); // what the first socket needs would take some of the token's time
        var expiry = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.SECONDS);
        var token = TOKENS.token().subject(subject).expiresAt(expiry).signed();
        try (var client = SocketClient.open(GATEWAY.socket("?token=" + token))) {
            assertThat(client.ending())
                    .isEqualTo(new SocketClient.Ending(4401, "The token has expired."));
            assertThat(client.endedAt()).isAfterOrEqualTo(expiry);
        }
    }

    @Test
    void keepsTheSocketOpenAfterARefresh() {
        connect().close(); // what the first socket needs would take some of the token's time
        var expiry = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.SECONDS);
        var token = TOKENS.token().subject(subject).expiresAt(expiry).signed();
        try (var client = SocketClient.open(GATEWAY.socket("?token=" + token))) {
            client.send("{\"type\":\"refresh\",\"token\":\"" + token() + "\"}");
            assertThat(client.await(1).getFirst().path("type").asString()).isEqualTo("refreshed");
            Awaitility.await().until(() -> Instant.now().isAfter(expiry.plusSeconds(1)));
            var payment = "pay_" + UUID.randomUUID();
            RECORDS.send(PaymentRecords.event(payment, AUTHORIZED, payment));
            assertThat(client.await(2).getLast().path("PaymentId").asString()).isEqualTo(payment);
        }
    }

    @Test
    void refusesARefreshUnlessTheTokenIsValidAndOfTheSameUser() {
        var refused =
                new String[] {
                    TOKENS.token("other", "payments:read"),
                    TOKENS.token(subject, "stats:read"),
                    TOKENS.forged().getFirst().token(),
                    "garbage"
                };
        try (var client = connect()) {
            for (int i = 0; i < refused.length; i++) {
                client.send("{\"type\":\"refresh\",\"token\":\"" + refused[i] + "\"}");
                var answer = client.await(i + 1).getLast();
                assertThat(answer.path("code").asString()).isEqualTo("refresh_refused");
                assertThat(answer.path("message").asString()).doesNotContain(refused[i]);
            }
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void appliesTheOrdersOfARefreshedToken() {
        var mine = "mine-" + subject;
        var later = "later-" + subject;
        var customer = TOKENS.token().subject(subject).orders(mine);
        var next = TOKENS.token().subject(subject).orders(later).signed();
        try (var client = SocketClient.open(GATEWAY.socket("?token=" + customer.signed()));
                var everything = connect()) {
            client.send("{\"type\":\"refresh\",\"token\":\"" + next + "\"}");
            client.await(1);
            var payment = "pay_" + UUID.randomUUID();
            RECORDS.send(
                    PaymentRecords.event(payment + "-1", AUTHORIZED, mine),
                    PaymentRecords.event(payment + "-2", AUTHORIZED, later));
            everything.await(2);
            assertThat(client.await(2).getLast().path("PaymentId").asString())
                    .isEqualTo(payment + "-2");
        }
    }
}
