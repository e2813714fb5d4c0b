package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid and invalid requests for {@code /ws}, and what precedes and follows them. */
class HandshakeTest {

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private static final RunningGateway GATEWAY =
            RunningGateway.start(
                            KafkaUnderTest.bootstrapServers(),
                            TOKENS,
                            "paycast.gateway.allowed-origins=https://*.shop.example",
                            "paycast.http.header-timeout=4s",
                            "paycast.gateway.handshake-timeout=4s",
                            "paycast.gateway.close-timeout=1s")
                    .live();

    private final RawClient client = RawClient.connect(GATEWAY);

    @AfterEach
    void close() {
        client.close();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        RECORDS.close();
        TOKENS.close();
    }

    private static String token() {
        return TOKENS.token("demo", "payments:read");
    }

    private static String validRequest() {
        return RawClient.upgradeRequest("/ws?token=" + token());
    }

    private void assertThatPingIsAnswered() {
        client.sendText("{\"type\":\"ping\"}");
        assertThat(Objects.requireNonNull(client.next()).text()).isEqualTo("{\"type\":\"pong\"}");
    }

    @Test
    void answersAnUpgradeAsRfc6455Requires() {
        var answer = client.upgrade("/ws?token=" + token());
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(answer.header("connection")).isEqualToIgnoringCase("upgrade");
        assertThat(answer.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.headers()).doesNotContainKey("sec-websocket-protocol");
        assertThatPingIsAnswered();
    }

    /**
     * A page starts a payment once its socket is open, and must receive its updates. So the session
     * is registered before the response; the welcome, written afterwards, arrives with it.
     */
    @Test
    void sendsTheWelcomeWithTheResponse() {
        for (int i = 0; i < 20; i++) {
            try (var one = RawClient.connect(GATEWAY)) {
                one.send(
                        RawClient.upgradeRequest(
                                "/ws?token=" + token(), "Sec-WebSocket-Protocol: paycast.v1"));
                assertThat(one.arrived())
                        .startsWith("HTTP/1.1 101 ")
                        .contains("\r\n\r\n")
                        .contains("\"type\":\"welcome\"");
            }
        }
    }

    @Test
    void declinesCompression() {
        var answer =
                client.upgrade(
                        "/ws?token=" + token(),
                        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
        assertThatPingIsAnswered();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("no upgrade", 426, validRequest().replace("Upgrade: websocket\r\n", "")),
                arguments(
                        "another upgrade", 426, validRequest().replace("websocket\r\n", "h2c\r\n")),
                arguments(
                        "Connection without Upgrade",
                        426,
                        validRequest().replace("Connection: Upgrade", "Connection: keep-alive")),
                arguments("version 8", 426, validRequest().replace("Version: 13", "Version: 8")),
                arguments("HTTP/1.0", 426, validRequest().replace("HTTP/1.1", "HTTP/1.0")),
                arguments("POST", 405, validRequest().replace("GET ", "POST ")),
                arguments(
                        "POST with a body",
                        405,
                        validRequest()
                                        .replace("GET ", "POST ")
                                        .replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\n")
                                + "abc"),
                arguments(
                        "a body",
                        400,
                        validRequest().replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\n")
                                + "abc"),
                arguments(
                        "no key", 400, validRequest().replaceAll("Sec-WebSocket-Key: .*\r\n", "")),
                arguments("a short key", 400, validRequest().replace("dGhlIHNhbXBs", "")),
                arguments("a key not in Base64", 400, validRequest().replace("dGhlIH", "%%%%%%")),
                arguments("a broken query", 400, validRequest().replace("?token", "?a=%zz&token")),
                arguments(
                        "an origin that is not allowed",
                        403,
                        validRequest().replace("Host:", "Origin: https://evil.example\r\nHost:")),
                arguments(
                        "the origin null",
                        403,
                        validRequest().replace("Host:", "Origin: null\r\nHost:")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refusals")
    void refusesAnInvalidRequestWithAProblemDetail(String what, int status, String request) {
        client.send(request);
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"status\":" + status, "\"type\":\"about:blank\"", "\"detail\":\"");
        if (status == 426) {
            assertThat(answer.header("upgrade")).isEqualTo("websocket");
            assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
        }
        client.awaitEnd();
    }

    @Test
    void acceptsListedOriginsAndTheGatewaysOwn() {
        var target = "/ws?token=" + token();
        assertThat(client.upgrade(target, "Origin: https://www.shop.example").status())
                .isEqualTo(101);
        try (var own = RawClient.connect(GATEWAY)) {
            assertThat(own.upgrade(target, "Origin: http://localhost").status()).isEqualTo(101);
        }
    }

    @Test
    void refusesARequestLineOf20KB() {
        client.send(RawClient.upgradeRequest("/ws?token=" + "x".repeat(20_000)));
        assertThat(client.answer().status()).isIn(400, 414);
        client.awaitEnd();
    }

    @Test
    void acceptsATokenWithFiftyLongOrders() {
        var orders = new String[50];
        for (int i = 0; i < orders.length; i++) {
            orders[i] = "order-" + i + "-" + "x".repeat(110);
        }
        var token = TOKENS.token().subject("c").scopes("payments:read").orders(orders).signed();
        assertThat(client.upgrade("/ws?token=" + token).status()).isEqualTo(101);
        try (var other = RawClient.connect(GATEWAY)) {
            var header = "Authorization: Bearer " + token;
            assertThat(other.upgrade("/ws", header).status()).isEqualTo(101);
        }
    }

    @Test
    void upgradesAConnectionThatSentOtherRequests() {
        client.send("GET /api/websocket/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
        client.send("GET /api/websocket/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.upgrade("/ws?token=" + token()).status()).isEqualTo(101);
        assertThatPingIsAnswered();
    }

    @Test
    void answersPipelinedRequestsInOrder() {
        client.send(
                "GET /api/websocket/health HTTP/1.1\r\nHost: localhost\r\n\r\n" + validRequest());
        assertThat(client.answer().status()).isEqualTo(200);
        assertThat(client.answer().status()).isIn(101, 404);
    }

    @Test
    void readsFramesInTheSamePacketAsTheRequest() {
        var ping = RawClient.frame(0x81, "{\"type\":\"ping\"}".getBytes(UTF_8));
        var request = validRequest().getBytes(UTF_8);
        var both = Arrays.copyOf(request, request.length + ping.length);
        System.arraycopy(ping, 0, both, request.length, ping.length);
        client.send(both);
        assertThat(client.answer().status()).isEqualTo(101);
        assertThat(Objects.requireNonNull(client.next()).text()).isEqualTo("{\"type\":\"pong\"}");
    }

    @Test
    void closesIfASecondRequestFollowsTheUpgrade() {
        client.send(validRequest() + validRequest());
        assertThat(client.answer().status()).isEqualTo(101);
        assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
        client.awaitEnd();
    }

    @Test
    void closesIfMegabytesFollowTheUpgrade() {
        client.send(validRequest());
        client.send(new byte[4 * 1024 * 1024]);
        assertThat(client.answer().status()).isEqualTo(101);
        assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
        client.awaitEnd();
    }

    @Test
    void disconnectsAClientThatDoesNotAnswerAClose() {
        assertThat(client.upgrade("/ws?token=" + token()).status()).isEqualTo(101);
        client.send(RawClient.frame(RawClient.FIN | RawClient.BINARY, new byte[1]));
        client.closeFrame();
        client.awaitEnd(); // fails by its timeout if the gateway waits for ever
    }

    @Test
    void disconnectsAnIncompleteRequest() {
        client.send("GET /ws HTTP/1.1\r\nHost: localhost\r\n");
        assertThat(client.answer().status()).isEqualTo(408);
        client.awaitEnd();
    }

    @Test
    void disconnectsARequestThatTrickles() {
        client.send("POST /ws HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
        assertThat(trickleUntilTheEnd()).isTrue();
    }

    private boolean trickleUntilTheEnd() {
        for (int i = 0; i < 200; i++) {
            try {
                client.send("x");
            } catch (java.io.UncheckedIOException closed) {
                return true;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
        return false;
    }
}
