package io.paycast.bench.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedTest {

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void whatWillPassIsTriedAgainWhenTheServerWantsIt(int status) {
        var refused =
                OpenFailure.answered(
                        "HTTP/1.1 %d Some\r\nretry-after: 7\r\nA: b\r\n\r\n".formatted(status));
        assertThat(refused.isForGood()).isFalse();
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(refused.why()).isEqualTo("HTTP/1.1 %d Some", status);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 403, 426})
    void whatWillNotPassIsNotTriedAgain(int status) {
        assertThat(OpenFailure.answered("HTTP/1.1 %d Some\r\n\r\n".formatted(status)).isForGood())
                .isTrue();
    }
}
