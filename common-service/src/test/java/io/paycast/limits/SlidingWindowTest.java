package io.paycast.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingWindowTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void allowsTheNextEventWhenTheFirstHasLeftTheWindow() {
        var window = new SlidingWindow(2, MINUTE);

        assertThat(window.tryAcquire(1_000)).isTrue();
        assertThat(window.tryAcquire(31_000)).isTrue();
        assertThat(window.tryAcquire(60_999)).isFalse();
        assertThat(window.waitMillis(60_999)).isEqualTo(1);
        assertThat(window.tryAcquire(61_000)).isTrue();
        assertThat(window.tryAcquire(61_000)).isFalse();
        assertThat(window.waitMillis(61_000)).isEqualTo(30_000);
    }

    @Test
    void doesNotCountARefusedEvent() {
        var window = new SlidingWindow(1, MINUTE);
        window.tryAcquire(0);

        assertThat(window.tryAcquire(59_000)).isFalse();
        assertThat(window.tryAcquire(60_000)).isTrue();
    }

    @Test
    void isIdleOnceTheNewestEventHasLeftTheWindow() {
        var window = new SlidingWindow(3, MINUTE);
        assertThat(window.isIdle(0)).isTrue();

        window.tryAcquire(0);
        window.tryAcquire(10_000);

        assertThat(window.isIdle(69_999)).isFalse();
        assertThat(window.isIdle(70_000)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Integer.MAX_VALUE - 5_000L, (1L << 32) - 5_000L, 1_764_000_000_000L})
    void allowsExactlyTheLimitInAnyWindow(long startMillis) {
        long seed = 20_261_129;
        var random = new Random(seed);
        var window = new SlidingWindow(100, Duration.ofSeconds(1));
        var accepted = new ArrayDeque<Long>();
        long now = startMillis;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(12);
            while (!accepted.isEmpty() && now - accepted.getFirst() >= 1_000) {
                accepted.removeFirst();
            }
            boolean expected = accepted.size() < 100;
            assertThat(window.waitMillis(now))
                    .as("seed %d, event %d", seed, i)
                    .isEqualTo(expected ? 0 : accepted.getFirst() + 1_000 - now);
            assertThat(window.tryAcquire(now)).as("seed %d, event %d", seed, i).isEqualTo(expected);
            if (expected) {
                accepted.add(now);
            }
        }
    }

    @Test
    void forgetsLaterEventsWhenTheClockIsSetBack() {
        var window = new SlidingWindow(1, MINUTE);
        window.tryAcquire(3_600_000);

        assertThat(window.tryAcquire(0)).isTrue();
    }

    @Test
    void allocatesNothingForALargeLimitUntilItIsUsed() {
        var window = new SlidingWindow(Integer.MAX_VALUE, MINUTE);

        for (int i = 0; i < 1_000; i++) {
            assertThat(window.tryAcquire(i)).isTrue();
        }
    }

    @Test
    void refusesALimitOrAWindowThatItCannotKeep() {
        assertThatThrownBy(() -> new SlidingWindow(0, MINUTE))
                .hasMessage("limit must be 1 or more, but is 0.");
        assertThatThrownBy(() -> new SlidingWindow(1, Duration.ofNanos(999_999)))
                .hasMessageStartingWith("window must be 1 ms to 1 day");
        assertThatThrownBy(() -> new SlidingWindow(1, Duration.ofDays(1).plusMillis(1)))
                .hasMessageStartingWith("window must be 1 ms to 1 day");
    }
}
