package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Revocation;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How sockets end that did nothing wrong: their gateway goes away, or their user is logged out. */
class DrainTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);

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
    void aGatewayThatStopsSendsItsSocketsAwayInEvenSteps() throws Exception {
        var gateway = RunningGateway.start(KAFKA, TOKENS, "paycast.gateway.drain=4s").live();
        var clients = new ArrayList<SocketClient>();
        for (int i = 0; i < 8; i++) {
            clients.add(connect(gateway));
        }
        var told = Instant.now();
        var stopping = Thread.ofPlatform().start(gateway::close);
        Awaitility.await().until(() -> clients.stream().anyMatch(client -> !client.isOpen()));
        try (var late = RawClient.connect(gateway)) {
            var answer = late.upgrade("/ws?token=" + TOKENS.token(subject, "payments:read"));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotEmpty();
        }
        for (var health : List.of("/api/websocket/health", "/actuator/health/readiness")) {
            assertThat(gateway.get(health, "").statusCode()).as(health).isEqualTo(503);
        }
        for (var client : clients) {
            assertThat(client.ending().code()).isEqualTo(1001);
            assertThat(client.ending().reason()).matches("Come back in \\d{1,4} ms\\.");
        }
        stopping.join();
        var ends = clients.stream().map(SocketClient::endedAt).sorted().toList();
        // on a busy machine later than meant, but never sooner: one is due every half second
        assertThat(ends.get(4)).isAfter(told.plusMillis(1_500));
        assertThat(ends.getLast()).isAfter(told.plusSeconds(3));
    }

    @Test
    void aLogoutEndsTheSocketsOnEveryGatewayAndAnyThatStartsLaterKnowsIt() {
        try (var one = RunningGateway.start(KAFKA, TOKENS).live();
                var other = RunningGateway.start(KAFKA, TOKENS).live();
                var here = connect(one);
                var there = connect(other)) {
            var now = Instant.now();
            RECORDS.send(
                    new Revocation(
                                    Revocation.Scope.SUBJECT,
                                    subject,
                                    now,
                                    now.plus(Duration.ofMinutes(10)))
                            .encode());
            for (var client : List.of(here, there)) {
                assertThat(client.ending())
                        .isEqualTo(new SocketClient.Ending(4401, "The token was revoked."));
            }
            try (var later = RunningGateway.start(KAFKA, TOKENS).live();
                    var client = RawClient.connect(later)) {
                var earlier =
                        TOKENS.token()
                                .subject(subject)
                                .scopes("payments:read")
                                .claim("iat", now.minusSeconds(1).getEpochSecond())
                                .signed();
                assertThat(client.upgrade("/ws?token=" + earlier).status()).isEqualTo(401);
            }
        }
    }
}
