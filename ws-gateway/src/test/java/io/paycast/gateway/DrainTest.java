package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How a gateway closes its sockets when it shuts down. */
class DrainTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);

    private static final List<String> HEALTH =
            List.of("/api/websocket/health", "/actuator/health/readiness");

    private final String subject = "user-" + UUID.randomUUID();

    @AfterAll
    static void stop() {
        RECORDS.close();
        TOKENS.close();
    }

    private SocketClient connect(RunningGateway gateway) {
        return SocketClient.open(
                gateway.socket("?token=" + TOKENS.token(subject, "payments:read")));
    }

    @Test
    void closesSocketsInEvenStepsOnShutdown() throws Exception {
        var gateway = RunningGateway.start(KAFKA, TOKENS, "paycast.gateway.drain=4s").live();
        var clients = new ArrayList<SocketClient>();
        for (int i = 0; i < 8; i++) {
            clients.add(connect(gateway));
        }
        for (var health : HEALTH) { // the first requests take long, and the drain 4 s
            assertThat(gateway.get(health, "").statusCode()).as(health).isEqualTo(200);
        }
        var stoppedAt = Instant.now();
        var stopping = Thread.ofPlatform().start(gateway::close);
        Awaitility.await().until(() -> clients.stream().anyMatch(client -> !client.isOpen()));
        try (var late = RawClient.connect(gateway)) {
            var answer = late.upgrade("/ws?token=" + TOKENS.token(subject, "payments:read"));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotEmpty();
        }
        for (var health : HEALTH) {
            assertThat(gateway.get(health, "").statusCode()).as(health).isEqualTo(503);
        }
        for (var client : clients) {
            assertThat(client.ending().code()).isEqualTo(1001);
            assertThat(client.ending().reason()).matches("Come back in \\d{1,4} ms\\.");
        }
        stopping.join();
        var ends = clients.stream().map(SocketClient::endedAt).sorted().toList();
        // One close is due every half second. A busy machine may be late, but never early.
        assertThat(ends.get(4)).isAfter(stoppedAt.plusMillis(1_500));
        assertThat(ends.getLast()).isAfter(stoppedAt.plusSeconds(3));
    }
}
