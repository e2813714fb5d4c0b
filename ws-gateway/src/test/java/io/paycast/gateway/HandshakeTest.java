package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What precedes and follows a request for {@code /ws}. The request itself is in {@link
 * Rfc6455HandshakeTest} and {@link Rfc9112Test}.
 */
class HandshakeTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private static final RunningGateway GATEWAY =
            RunningGateway.start(
                            KafkaUnderTest.bootstrapServers(),
                            TOKENS,
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
    void refusesABrokenQueryWithAProblemDetail() {
        client.send(validRequest().replace("?token", "?a=%zz&token"));
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"about:blank\"", "\"detail\":\"");
        client.awaitEnd();
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
        client.sendWhileOpen(new byte[4 * MEBIBYTE]);
        assertThat(client.answer().status()).isEqualTo(101);
        assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
        client.awaitEnd();
    }

    /** The issuer does not respond, so the decision waits until the handshake times out. */
    @Test
    void takesNoMegabytesBeforeItHasDecidedOnTheUpgrade() {
        TOKENS.pause();
        try {
            var token = TOKENS.token().keyId("unknown-" + UUID.randomUUID()).signed();
            client.send(RawClient.upgradeRequest("/ws?token=" + token));
            // what the two kernels hold is a few megabytes
            assertThat(bytesSentUntilTheEnd(64)).isLessThan(32 * MEBIBYTE);
        } finally {
            TOKENS.resume();
        }
    }

    private long bytesSentUntilTheEnd(int mebibytes) {
        long sent = 0;
        try {
            for (int i = 0; i < mebibytes; i++) {
                client.send(new byte[MEBIBYTE]);
                sent += MEBIBYTE;
            }
        } catch (UncheckedIOException closed) {
            // by the handshake's timeout
        }
        return sent;
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
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() ->
                        assertThatThrownBy(() -> client.send("x"))
                                .isInstanceOf(UncheckedIOException.class));
    }
}
