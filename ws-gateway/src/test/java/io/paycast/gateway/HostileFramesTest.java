package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.gateway.RawClient.CLOSE;
import static io.paycast.gateway.RawClient.CONTINUATION;
import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PING;
import static io.paycast.gateway.RawClient.PONG;
import static io.paycast.gateway.RawClient.TEXT;
import static io.paycast.gateway.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.RawClient.Frame;
import io.paycast.testsupport.Fuzzer;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Frames beyond the limits, and frames at random: they cost their own socket, and no other. What
 * RFC 6455 says about each frame is in {@link Rfc6455FramingTest} and {@link Rfc6455ClosingTest}.
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
                            "paycast.gateway.close-timeout=5m",
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
        try (LEAKS) {
            LEAKS.expectNoneButOneOnPurpose();
        }
        RECORDS.close();
        TOKENS.close();
    }

    private static void serveANewClient() {
        try (var fresh = RawClient.open(GATEWAY, token())) {
            var payment = "pay_" + UUID.randomUUID();
            RECORDS.send(PaymentRecords.event(payment, AUTHORIZED, payment));
            assertThat(next(fresh).text()).contains(payment);
            fresh.sendText("{\"type\":\"ping\"}");
            assertThat(next(fresh).text()).isEqualTo(PONG_MESSAGE);
        }
    }

    private static Frame next(RawClient from) {
        return Objects.requireNonNull(from.next(), "the connection was closed");
    }

    @Test
    void readsAMessageOf64KiB() {
        var text = ("{\"type\":\"ping\"}" + " ".repeat(MAX_MESSAGE)).substring(0, MAX_MESSAGE);
        client.sendText(text);
        assertThat(next(client).text()).isEqualTo(PONG_MESSAGE);
    }

    @Test
    void countsPingsAsMessages() {
        var from = "127.0.9.1"; // the ban is for this address only
        try (var flooding = RawClient.connect(GATEWAY, from)) {
            assertThat(flooding.upgrade("/ws?token=" + token()).status()).isEqualTo(101);
            for (int sent = 0; sent < 3_000; sent += 500) {
                flooding.exchangePings(500);
            }
            flooding.send(frame(FIN | PING, new byte[0]));
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
    void releasesTheSocketOfAClientThatVanishesMidFrame() {
        Awaitility.await().until(() -> openByCounts() == 1);
        long lost = lost();
        client.send(Arrays.copyOf(frame(FIN | TEXT, new byte[1_000]), 500));
        client.send(frame(TEXT, new byte[10]));
        client.reset();
        Awaitility.await().until(() -> lost() == lost + 1);
        Awaitility.await().until(() -> GATEWAY.stats().connections() == 0);
    }

    @Test
    void answersMutatedFramesWithValidOnes() {
        var token = token();
        Fuzzer.of(HostileFramesTest.class, "frames")
                .withInputsOf(8 * 1024) // fewer frames than a minute's messages
                .run(input -> answersTo(token, input));
    }

    /** Sends the bytes on a socket of their own, and returns the kinds of frames that follow. */
    private static List<String> answersTo(String token, byte[] input) {
        try (var fuzzed = RawClient.open(GATEWAY, token)) {
            fuzzed.send(input);
            fuzzed.endOutput();
            var kinds = new ArrayList<String>();
            for (var frame = fuzzed.next(); frame != null; frame = fuzzed.next()) {
                assertThat(kinds).noneMatch(kind -> kind.startsWith("close"));
                var kind = kind(frame);
                if (kinds.isEmpty() || !kinds.getLast().equals(kind)) {
                    kinds.add(kind);
                }
            }
            return kinds.subList(0, Math.min(3, kinds.size()));
        }
    }

    private static String kind(Frame frame) {
        return switch (frame.opcode()) {
            case TEXT -> {
                var message = JsonMapper.shared().readTree(frame.text());
                yield message.path("type").asString() + message.path("code").asString("");
            }
            case PONG -> "pong frame";
            case CLOSE -> {
                assertThat(frame.closeCode())
                        .matches(code ->
                                code >= 1000 && code <= 1014 || code >= 3000 && code <= 4999)
                        .isNotIn(1004, 1005, 1006);
                yield "close " + Math.min(2999, frame.closeCode());
            }
            default -> throw new AssertionError("opcode " + frame.opcode());
        };
    }

    /** A socket's end is counted a moment after its place is released. */
    private static long openByCounts() {
        var stats = GATEWAY.stats();
        long closed = stats.closedByCode().values().stream().mapToLong(Long::longValue).sum();
        return stats.counts().getOrDefault("opened", 0L) - closed;
    }

    private static long lost() {
        return GATEWAY.stats().closedByCode().getOrDefault("lost", 0L);
    }
}
