package io.paycast.bench.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketConnectorTest {

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void retriesATemporaryFailureAfterTheServersDelay(int status) {
        var failure =
                SocketConnector.Failure.refused(
                        "HTTP/1.1 %d Some\r\nretry-after: 7\r\nA: b\r\n\r\n".formatted(status));
        assertThat(failure.isPermanent()).isFalse();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.reason()).isEqualTo("HTTP/1.1 %d Some", status);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 426})
    void doesNotRetryAPermanentFailure(int status) {
        var head = "HTTP/1.1 %d Some\r\n\r\n".formatted(status);
        assertThat(SocketConnector.Failure.refused(head).isPermanent()).isTrue();
    }
}
