package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Revocation;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How a revocation of a user, which a logout publishes, reaches every gateway. */
class LogoutTest {

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
    void closesTheUsersSocketsOnEveryGatewayAndRefusesTheTokenOnOneStartedLater() {
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
