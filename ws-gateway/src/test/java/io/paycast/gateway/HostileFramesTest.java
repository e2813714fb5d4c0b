package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.gateway.RawClient.BINARY;
import static io.paycast.gateway.RawClient.CLOSE;
import static io.paycast.gateway.RawClient.CONTINUATION;
import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PING;
import static io.paycast.gateway.RawClient.PONG;
import static io.paycast.gateway.RawClient.TEXT;
import static io.paycast.gateway.RawClient.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.paycast.gateway.RawClient.Frame;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames that no WebSocket client should send: each closes its own socket with the right code, and
 * no other.
 */
class HostileFramesTest {

    private static final String PONG_MESSAGE = "{\"type\":\"pong\"}";
    private static final int MAX_MESSAGE = 64 * 1024;

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private static final RunningGateway GATEWAY =
            RunningGateway.start(
                            KafkaUnderTest.bootstrapServers(),
                            TOKENS,
                            // Longer than a client here waits, so that a test fails if the gateway
                            // waits.
                            "paycast.gateway.close-timeout=1m",
                            "paycast.gateway.messages-per-minute=3000")
                    .live();
    // After the gateway: Spring Boot detaches other appenders when it starts.
    private static final LeakReports LEAKS = new LeakReports();

    private final RawClient client = RawClient.open(GATEWAY, token());

    private static String token() {
        return TOKENS.token("demo", "payments:read");
    }

    @BeforeAll
    static void warm() {
        // The first update of the first client runs code that is not loaded yet.
        serveANewClient();
    }

    @AfterEach
    void servesOtherClients() {
        client.close();
        serveANewClient();
    }

    @AfterAll
    static void stopAndExpectNoLeak() {
        GATEWAY.close();
        LEAKS.expectNoneButOneOnPurpose();
        LEAKS.close();
        RECORDS.close();
        TOKENS.close();
    }

    private static void serveANewClient() {
        try (var fresh = RawClient.open(GATEWAY, token())) {
            var payment = "pay_" + UUID.randomUUID();
            RECORDS.send(PaymentRecords.event(payment, AUTHORIZED, "o"));
            assertThat(next(fresh).text()).contains(payment);
            fresh.sendText("{\"type\":\"ping\"}");
            assertThat(next(fresh).text()).isEqualTo(PONG_MESSAGE);
        }
    }

    private static Frame next(RawClient from) {
        return Objects.requireNonNull(from.next(), "the connection was closed");
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] concat(byte[]... parts) {
        var all = ByteBuffer.allocate(Stream.of(parts).mapToInt(part -> part.length).sum());
        Stream.of(parts).forEach(all::put);
        return all.array();
    }

    private static byte[] declaring(long length) {
        return ByteBuffer.allocate(14)
                .put((byte) (FIN | TEXT))
                .put((byte) (0x80 | 127))
                .putLong(length)
                .putInt(0)
                .array();
    }

    static Stream<Arguments> endings() {
        var text = "{\"type\":\"ping\"}".getBytes(UTF_8);
        byte[] half = bytes(0xe2, 0x82); // the rest of the euro sign never comes
        return Stream.of(
                arguments("not masked", 1002, concat(bytes(FIN | TEXT, text.length), text)),
                arguments("first reserved bit", 1002, frame(FIN | 0x40 | TEXT, text)),
                arguments("second reserved bit", 1002, frame(FIN | 0x20 | TEXT, text)),
                arguments("third reserved bit on a ping", 1002, frame(FIN | 0x10 | PING, text)),
                arguments("reserved opcode 3", 1002, frame(FIN | 0x3, text)),
                arguments("reserved opcode 11", 1002, frame(FIN | 0xB, text)),
                arguments("a ping in fragments", 1002, frame(PING, text)),
                arguments("a close in fragments", 1002, frame(CLOSE, bytes(3, 0xe8))),
                arguments("a ping of 126 bytes", 1002, frame(FIN | PING, new byte[126])),
                arguments("a pong of 65,536 bytes", 1002, frame(FIN | PONG, new byte[65_536])),
                arguments("a continuation of nothing", 1002, frame(FIN | CONTINUATION, text)),
                arguments(
                        "a text within a text",
                        1002,
                        concat(frame(TEXT, text), frame(FIN | TEXT, text))),
                arguments("a length of 2^62", 1009, declaring(1L << 62)),
                arguments("a negative length", 1002, declaring(-1)),
                arguments(
                        "a message over 64 KiB",
                        1009,
                        frame(FIN | TEXT, new byte[MAX_MESSAGE + 1])),
                arguments(
                        "fragments that add up to over 64 KiB",
                        1009,
                        concat(
                                frame(TEXT, new byte[MAX_MESSAGE]),
                                frame(FIN | CONTINUATION, new byte[1]))),
                arguments("a binary message", 1003, frame(FIN | BINARY, text)),
                arguments("text that is not UTF-8", 1007, frame(FIN | TEXT, bytes(0xff, 0xfe))),
                arguments("an overlong encoding", 1007, frame(FIN | TEXT, bytes(0xc0, 0xaf))),
                arguments("a surrogate", 1007, frame(FIN | TEXT, bytes(0xed, 0xa0, 0x80))),
                arguments("text that breaks off", 1007, frame(FIN | TEXT, half)),
                arguments(
                        "text that breaks off in its second fragment",
                        1007,
                        concat(frame(TEXT, text), frame(FIN | CONTINUATION, half))),
                arguments("a close of one byte", 1002, frame(FIN | CLOSE, bytes(3))),
                arguments("a close with code 999", 1002, frame(FIN | CLOSE, bytes(3, 0xe7))),
                arguments("a close with code 1005", 1002, frame(FIN | CLOSE, bytes(3, 0xed))),
                arguments("a close with code 1006", 1002, frame(FIN | CLOSE, bytes(3, 0xee))),
                arguments("a close with code 1004", 1002, frame(FIN | CLOSE, bytes(3, 0xec))),
                arguments("a close with code 1015", 1002, frame(FIN | CLOSE, bytes(3, 0xf7))),
                arguments("a close with code 2999", 1002, frame(FIN | CLOSE, bytes(11, 0xb7))),
                arguments("a close with code 5000", 1002, frame(FIN | CLOSE, bytes(19, 0x88))),
                arguments("a close with code 65535", 1002, frame(FIN | CLOSE, bytes(255, 255))),
                arguments(
                        "a close whose reason is not UTF-8",
                        1007,
                        frame(FIN | CLOSE, bytes(3, 0xe8, 0xff))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("endings")
    void closesOnAProtocolViolationWithItsCode(String what, int code, byte[] sent) {
        client.send(sent);
        var close = client.closeFrame();
        assertThat(close.closeCode()).isEqualTo(code);
        client.send(frame(FIN | CLOSE, close.payload()));
        client.awaitEnd();
    }

    @Test
    void closesWithoutAnAnswerAfterAnUnmaskedFrame() {
        client.send(bytes(FIN | TEXT, 1, 'x'));
        client.closeFrame();
        client.awaitEnd();
    }

    @Test
    void readsMessagesInSingleBytesAndFragments() {
        for (byte one : frame(FIN | TEXT, "{\"type\":\"ping\"}".getBytes(UTF_8))) {
            client.send(new byte[] {one});
        }
        assertThat(next(client).text()).isEqualTo(PONG_MESSAGE);

        client.send(frame(TEXT, "{\"type\":".getBytes(UTF_8)));
        client.send(frame(FIN | PING, "between".getBytes(UTF_8)));
        client.send(frame(CONTINUATION, new byte[0]));
        client.send(frame(FIN | CONTINUATION, "\"ping\"}".getBytes(UTF_8)));
        var answer = next(client);
        assertThat(answer.opcode()).isEqualTo(PONG);
        assertThat(answer.text()).isEqualTo("between");
        assertThat(next(client).text()).isEqualTo(PONG_MESSAGE);
    }

    @Test
    void readsACharacterSplitBetweenFragments() {
        var text = "{\"type\":\"€\"}".getBytes(UTF_8);
        client.send(frame(TEXT, Arrays.copyOf(text, 10)));
        client.send(frame(FIN | CONTINUATION, Arrays.copyOfRange(text, 10, text.length)));
        assertThat(next(client).text()).contains("unknown_type");
    }

    @Test
    void readsAMessageOf64KiB() {
        var text = ("{\"type\":\"ping\"}" + " ".repeat(MAX_MESSAGE)).substring(0, MAX_MESSAGE);
        client.sendText(text);
        assertThat(next(client).text()).isEqualTo(PONG_MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void answersAPingWithItsPayload(int length) {
        var payload = "p".repeat(length).getBytes(UTF_8);
        client.send(frame(FIN | PING, payload));
        var answer = next(client);
        assertThat(answer.opcode()).isEqualTo(PONG);
        assertThat(answer.payload()).isEqualTo(payload);
    }

    @Test
    void countsPingsAsMessages() {
        var from = "127.0.9.1"; // the ban is for this address only
        try (var flooding = RawClient.connect(GATEWAY, from)) {
            assertThat(flooding.upgrade("/ws?token=" + token()).status()).isEqualTo(101);
            var ping = frame(FIN | PING, new byte[0]);
            for (int i = 0; i <= 3_000; i++) {
                flooding.send(ping);
            }
            assertThat(flooding.closeFrame().closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void closesOnEndlessEmptyFragments() {
        client.send(frame(TEXT, new byte[0]));
        var nothing = frame(CONTINUATION, new byte[0]);
        for (int i = 0; i < 5_000; i++) {
            client.send(nothing);
        }
        assertThat(client.closeFrame().closeCode()).isEqualTo(1009);
    }

    @Test
    void answersACloseWithTheSameCode() {
        client.send(frame(FIN | CLOSE, concat(bytes(0x0f, 0xa1), "bye".getBytes(UTF_8))));
        assertThat(client.closeFrame().closeCode()).isEqualTo(4001);
        client.awaitEnd();
    }

    @Test
    void answersACloseWithoutACode() {
        client.send(frame(FIN | CLOSE, new byte[0]));
        assertThat(client.closeFrame().closeCode()).isIn(1000, 1005);
        client.awaitEnd();
    }

    @Test
    void readsNothingAfterAClose() {
        client.send(
                concat(
                        frame(FIN | CLOSE, bytes(0x03, 0xe8)),
                        frame(FIN | TEXT, "{\"type\":\"ping\"}".getBytes(UTF_8))));
        assertThat(next(client).opcode()).isEqualTo(CLOSE);
        assertThat(client.next()).isNull();
    }

    @Test
    void endsTheConnectionWhenTheClientAnswersAClose() {
        client.send(frame(FIN | BINARY, new byte[1]));
        var close = client.closeFrame();
        client.send(frame(FIN | CLOSE, close.payload()));
        client.awaitEnd();
    }

    @Test
    void releasesTheSocketOfAClientThatVanishesMidFrame() {
        Awaitility.await().until(() -> GATEWAY.stats().connections() == 1);
        long lost = lost();
        client.send(Arrays.copyOf(frame(FIN | TEXT, new byte[1_000]), 500));
        client.send(frame(TEXT, new byte[10]));
        client.reset();
        Awaitility.await().until(() -> lost() == lost + 1);
        Awaitility.await().until(() -> GATEWAY.stats().connections() == 0);
    }

    private static long lost() {
        return GATEWAY.stats().closedByCode().getOrDefault("lost", 0L);
    }
}
