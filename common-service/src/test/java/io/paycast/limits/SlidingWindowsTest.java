package io.paycast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlidingWindowsTest {

    private final SlidingWindows<String> windows =
            new SlidingWindows<>(1, Duration.ofMinutes(1), 2);

    @Test
    void limitsEachKeyOnItsOwn() {
        assertThat(windows.tryAcquire("a", 0)).isTrue();
        assertThat(windows.tryAcquire("b", 1_000)).isTrue();
        assertThat(windows.tryAcquire("a", 2_000)).isFalse();
        assertThat(windows.waitMillis("a", 2_000)).isEqualTo(58_000);
        assertThat(windows.waitMillis("c", 2_000)).isZero();
    }

    @Test
    void discardsIdleKeys() {
        windows.tryAcquire("a", 0);
        windows.tryAcquire("b", 59_000);
        assertThat(windows.size()).isEqualTo(2);

        windows.tryAcquire("b", 60_000);

        assertThat(windows.size()).isEqualTo(1);
        assertThat(windows.waitMillis("b", 60_000)).isEqualTo(59_000);
    }

    @Test
    void discardsTheKeyThatWasUsedLongestAgoWhenThereAreTooMany() {
        windows.tryAcquire("a", 0);
        windows.tryAcquire("b", 1);
        windows.tryAcquire("a", 2);

        windows.tryAcquire("c", 3);

        assertThat(windows.size()).isEqualTo(2);
        assertThat(windows.waitMillis("a", 3)).isPositive();
        assertThat(windows.waitMillis("b", 3)).isZero();
        assertThat(windows.waitMillis("c", 3)).isPositive();
    }
}
