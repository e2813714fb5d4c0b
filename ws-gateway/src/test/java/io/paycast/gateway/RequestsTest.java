package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.http.RefusedRequests;
import io.paycast.http.RequestRefusal;
import io.paycast.testsupport.HttpServerContract;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of every form, valid or not, to the gateway: to {@code /ws} and to its endpoints. */
class RequestsTest extends HttpServerContract {

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private static final RunningGateway GATEWAY =
            RunningGateway.start(
                            KafkaUnderTest.bootstrapServers(),
                            TOKENS,
                            HEADER_TIMEOUT,
                            BODY_TIMEOUT,
                            IDLE_TIMEOUT)
                    .live();
    private static final String UPGRADE =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    RequestsTest() {
        super(GATEWAY.port(), 16, 16);
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        RECORDS.close();
        TOKENS.close();
    }

    /** {@code TOKEN} stands for a valid token, and {@code |} for the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET /ws?token=TOKEN HTTP/1.1|Host: localhost; 101",
                "GET http://localhost/ws?token=TOKEN HTTP/1.1|Host: localhost; 101",
                "GET HTTP://[::1]:80/ws?token=TOKEN HTTP/1.1|Host: localhost; 101",
                "GET /ws?token=TOKEN HTTP/1.1; 400",
                "GET /ws?token=TOKEN HTTP/1.1|Host: a|Host: b; 400",
                "GET /ws?token=TOKEN HTTP/1.1|Host:; 400",
                "GET /ws?token=TOKEN HTTP/1.1|Host: a@b; 400",
                "GET /ws?token=TOKEN#a HTTP/1.1|Host: localhost; 400",
                "GET /ws?order=é&token=TOKEN HTTP/1.1|Host: localhost; 400",
                "GET ws://localhost/ws?token=TOKEN HTTP/1.1|Host: localhost; 400",
                "GET ws?token=TOKEN HTTP/1.1|Host: localhost; 400",
                "GET /ws?token=TOKEN HTTP/2.0|Host: localhost; 505",
                "POST /ws?token=TOKEN HTTP/1.1|Host: localhost; 405",
                "OPTIONS /ws?token=TOKEN HTTP/1.1|Host: localhost; 405",
                "TRACE /ws?token=TOKEN HTTP/1.1|Host: localhost; 405",
                "GET /ws?token=TOKEN HTTP/1.1|Host: localhost|Transfer-Encoding: gzip; 400",
                "GET http://localhost/api/websocket/events?token=TOKEN HTTP/1.1|Host: a; 200",
                "GET /api/websocket/events?token=TOKEN HTTP/1.1; 400",
            })
    void respondsToUpgradesAsHttpRequires(String head, int status) {
        var token = TOKENS.token("demo", "payments:read");
        var response =
                client().send(
                                head.replace("TOKEN", token).replace("|", "\r\n")
                                        + "\r\n"
                                        + UPGRADE
                                        + "\r\n")
                        .response();

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("date")).isNotEmpty();
        assertThat(status < 400 || response.isProblem()).as(response.toString()).isTrue();
        assertThat(response.header("allow")).isEqualTo(status == 405 ? "GET" : "");
    }

    /** The end of other connections shows that the times are over. */
    @Test
    void leavesASocketAloneOnceItIsOpen() {
        try (var socket = RawClient.open(GATEWAY, TOKENS.token("demo", "payments:read"))) {
            client().awaitEnd();
            assertEndsAnIdleConnection();
            socket.sendText("{\"type\":\"ping\"}");
            assertThat(Objects.requireNonNull(socket.next()).text())
                    .isEqualTo("{\"type\":\"pong\"}");
        }
    }

    /** Browsers do not encode it in a query. */
    @Test
    void acceptsAPipeInAnOrder() {
        var token = TOKENS.token("demo", "payments:read");
        client().send(
                        "GET /ws?order=A|B&token="
                                + token
                                + " HTTP/1.1\r\nHost: x\r\n"
                                + UPGRADE
                                + "\r\n");

        assertThat(client().response().status()).isEqualTo(101);
    }

    @Test
    void respondsToHeadOnTheSocketsPathWithoutABody() {
        client().send("HEAD /ws HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(client().responseWithoutBody().status()).isEqualTo(426);
        client().awaitEnd();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /docs, 405, 'GET, HEAD'",
        "POST, /docs/page.js, 405, 'GET, HEAD'",
        "OPTIONS, /docs, 204, 'GET, HEAD'",
        "TRACE, /api/websocket/health, 405, 'GET, HEAD'",
        "GET, /, 404, ''",
        "POST, /unknown, 404, ''",
        "GET, /api/websocket/stats, 401, ''",
        "GET, /api/websocket/..%2fstats, 400, ''",
    })
    void respondsWithProblemsAndAllowedMethods(
            String method, String path, int status, String allow) {
        assertResponds(method, path, status, allow);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/websocket/test-notification",
                "GET /api/websocket/stats",
                "GET /docs",
                "POST /unknown"
            })
    void endsAConnectionWhoseBodyNeverEnds(String request) {
        long before = refused(RequestRefusal.BODY_TIMEOUT);
        assertEndsABodyThatNeverEnds(request);
        Awaitility.await().until(() -> refused(RequestRefusal.BODY_TIMEOUT) == before + 1);
    }

    @Test
    void respondsWith408ToATestNotificationWhoseBodyNeverEnds() {
        client().send(
                        "POST /api/websocket/test-notification HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/json\r\nAuthorization: Bearer "
                                + TOKENS.token("demo", "payments:test")
                                + "\r\nContent-Length: 1000\r\n\r\n{");

        assertThat(client().response().status()).isEqualTo(408);
        client().awaitEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/docs"})
    void respondsWith408ToHeadersThatNeverEnd(String path) {
        long before = refused(RequestRefusal.HEADER_TIMEOUT);
        assertRefusesHeadersThatNeverEnd("GET " + path);
        assertThat(refused(RequestRefusal.HEADER_TIMEOUT)).isEqualTo(before + 1);
    }

    @Test
    void respondsWith408ToAnUpgradeThatNeverEndsOnAReusedConnection() {
        client().send("GET " + HEALTH + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client().response().status()).isEqualTo(200);
        client().send("POST /ws HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx");

        assertThat(client().response().status()).isEqualTo(408);
        client().awaitEnd();
    }

    private static long refused(RequestRefusal refusal) {
        return GATEWAY.bean(RefusedRequests.class).count(refusal);
    }
}
