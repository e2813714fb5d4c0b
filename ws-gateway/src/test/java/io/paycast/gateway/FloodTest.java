package io.paycast.gateway;

import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PING;
import static io.paycast.gateway.RawClient.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import org.junit.jupiter.api.Test;

/** A client that floods a gateway with the default limits. */
class FloodTest {

    private static final int PER_MINUTE = 10_000;

    @Test
    void bansAUserAfterTenThousandMessagesInAMinute() {
        try (var tokens = TestTokens.start();
                var records = new PaymentRecords(KafkaUnderTest.bootstrapServers());
                var gateway =
                        RunningGateway.start(KafkaUnderTest.bootstrapServers(), tokens).live()) {
            var token = tokens.token("demo", "payments:read");
            try (var other = SocketClient.open(gateway.socket("?token=" + token));
                    var otherUser =
                            SocketClient.open(
                                    gateway.socket(
                                            "?token=" + tokens.token("ann", "payments:read")));
                    var flooding = RawClient.open(gateway, token)) {
                for (int sent = 0; sent < PER_MINUTE; sent += 500) {
                    flooding.exchangePings(500);
                }

                flooding.send(frame(FIN | PING, new byte[0]));

                var close = flooding.closeFrame();
                assertThat(close.closeCode()).isEqualTo(4429);
                assertThat(close.closeReason())
                        .matches("Too many messages; come back in \\d+ s\\.");
                assertThat(other.ending())
                        .isEqualTo(
                                new SocketClient.Ending(
                                        4429, "Too many messages; come back in 60 s."));
                otherUser.send("{\"type\":\"ping\"}");
                otherUser.await(1);
                assertThat(otherUser.isOpen()).isTrue();
            }
            try (var again = RawClient.connect(gateway)) {
                var answer = again.upgrade("/ws?token=" + token);
                assertThat(answer.status()).isEqualTo(429);
                assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 60);
            }
        }
    }
}
