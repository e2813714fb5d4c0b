package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PONG;
import static io.paycast.gateway.RawClient.TEXT;
import static io.paycast.gateway.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Clients that read slowly, and clients that read nothing: only the latter are closed. */
class SlowReaderTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();

    /** About 5 MB, more than the kernel buffers for one connection. */
    private static final int PAYMENTS = 10_000;

    private static final int RECEIVE_BYTES = 4 * 1024;
    private static final Duration STABLE = Duration.ofSeconds(1);

    private final PaymentRecords records = new PaymentRecords(KAFKA);
    private final String name = UUID.randomUUID().toString();

    @AfterEach
    void closeRecords() {
        records.close();
    }

    @AfterAll
    static void stop() {
        TOKENS.close();
    }

    private static RunningGateway start(String... settings) {
        return RunningGateway.start(KAFKA, TOKENS, settings).live();
    }

    private static String token() {
        return TOKENS.token("reader", "payments:read");
    }

    private void sendPayments(int count) {
        for (int i = 0; i < count; i++) {
            records.send(event("pay-" + records.sent() + "-" + name, CLOSED, name));
        }
    }

    private static RawClient connect(RunningGateway gateway, String query) {
        var client = RawClient.connect(gateway, "127.0.0.1", RECEIVE_BYTES);
        assertThat(client.upgrade("/ws?token=" + token() + query).status()).isEqualTo(101);
        return client;
    }

    private static long writtenBytes(RunningGateway gateway) {
        return Objects.requireNonNull(gateway.stats().counts().get("writtenBytes"));
    }

    /** Waits until the gateway sends no more, because the client does not read. */
    private static long awaitStall(RunningGateway gateway) {
        long[] last = {-1};
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(STABLE)
                .until(() -> {
                    long before = last[0];
                    last[0] = writtenBytes(gateway);
                    return last[0] == before;
                });
        return last[0];
    }

    @Test
    void continuesAReplayAsSoonAsTheClientHasReadALittle() {
        try (var gateway =
                start("paycast.gateway.journal-size=128KB", "paycast.gateway.journal-chunk=64KB")) {
            var cursor = cursorBeforePayments(gateway);
            try (var slow = connect(gateway, "&since=" + cursor)) {
                int read = 0;
                for (int part = 0; part < 3; part++) {
                    long stalledAt = awaitStall(gateway);
                    for (int i = 0; i < 600; i++, read++) {
                        assertIsUpdate(slow);
                    }
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(20)) // the next ping is later
                            .until(() -> writtenBytes(gateway) > stalledAt);
                }
                for (; read < PAYMENTS; read++) {
                    assertIsUpdate(slow);
                }
            }
            assertThat(gateway.stats().closedByCode()).containsEntry("4408", 0L);
        }
    }

    /** A cursor from before many payments, which only a replay can send. */
    private String cursorBeforePayments(RunningGateway gateway) {
        String cursor;
        try (var first = connectAs("reader", gateway, "")) {
            cursor = first.await(1).getFirst().path("cursor").asString();
        }
        sendPayments(PAYMENTS);
        gateway.awaitAll(records);
        return cursor;
    }

    private static SocketClient connectAs(String subject, RunningGateway gateway, String query) {
        return SocketClient.openWithSubprotocols(
                gateway.socket(query),
                "paycast.v1",
                "bearer." + TOKENS.token(subject, "payments:read"));
    }

    private void assertIsUpdate(RawClient client) {
        var next = Objects.requireNonNull(client.next(), "an update");
        assertThat(next.text()).contains(name);
    }

    @Test
    void closesASlowReaderWhoseReplayKeepsAnotherWaiting() {
        try (var gateway =
                start(
                        "paycast.gateway.journal-size=128KB",
                        "paycast.gateway.journal-chunk=64KB",
                        "paycast.gateway.replays-at-once=1",
                        "paycast.gateway.replay-max-wait=2s")) {
            var since = "since=" + cursorBeforePayments(gateway);
            int read = 0;
            try (var slow = connect(gateway, "&" + since)) {
                awaitStall(gateway);
                try (var other = connectAs("other", gateway, "?" + since)) {
                    while (other.received().isEmpty()) {
                        since = sinceUpdate(Objects.requireNonNull(slow.next()));
                        read++;
                        assertThat(read).as("reads while the other waits").isLessThan(3_000);
                        pause();
                    }
                    assertThat(other.await(1 + PAYMENTS)).hasSize(1 + PAYMENTS);
                }
                var next = Objects.requireNonNull(slow.next());
                for (; next.opcode() == TEXT; next = Objects.requireNonNull(slow.next())) {
                    since = sinceUpdate(next);
                    read++;
                }
                assertThat(next.closeCode()).isEqualTo(4408);
            }
            try (var again = connect(gateway, "&" + since)) {
                for (; read < PAYMENTS; read++) {
                    assertIsUpdate(again);
                }
            }
        }
    }

    private static String sinceUpdate(RawClient.Frame update) {
        return "since=" + JsonMapper.shared().readTree(update.text()).path("Cursor").asString();
    }

    /**
     * The time between two reads of a slow reader, which still takes something every few seconds.
     */
    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    @Test
    void closesAClientThatReadsNothingAlthoughItSendsPongs() {
        try (var gateway = start("paycast.gateway.ping-interval=1s");
                var stuck = connect(gateway, "")) {
            var pong = frame(FIN | PONG, new byte[0]);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        sendUnlessClosed(stuck, pong);
                        sendPayments(records.sent() < PAYMENTS ? 100 : 0);
                        return gateway.stats().connections() == 0;
                    });
            // counted a moment after its place is released
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(gateway.stats().closedByCode()).containsEntry("4408", 1L));
        }
    }

    private static void sendUnlessClosed(RawClient client, byte[] frame) {
        try {
            client.send(frame);
        } catch (UncheckedIOException e) {
            // the gateway has closed the connection
        }
    }
}
