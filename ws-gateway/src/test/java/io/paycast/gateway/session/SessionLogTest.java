package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SessionLogTest {

    private static final int MAX_LINES = 6_000;

    private final Client client =
            new Client(
                    "churning", null, null, Instant.EPOCH, Instant.MAX, Set.of(), Entitlement.ALL);

    @Test
    void limitsTheLinesThatClientsCauseByReconnecting(CapturedOutput output) {
        for (int i = 0; i <= MAX_LINES; i++) {
            SessionLog.opened(client, InetAddress.getLoopbackAddress());
        }
        assertThat(output.toString().lines().filter(it -> it.contains("subject=churning")))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(MAX_LINES);
    }
}
