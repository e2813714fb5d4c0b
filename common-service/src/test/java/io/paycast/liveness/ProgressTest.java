package io.paycast.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // it may overflow
    private final Progress progress = new Progress(nanos::get);

    @Test
    void agesUntilTheNextRound() {
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(progress.age()).isEqualTo(Duration.ofSeconds(9));
        assertThat(progress.isYoungerThan(Duration.ofSeconds(10))).isTrue();

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(progress.isYoungerThan(Duration.ofSeconds(10))).isFalse();

        progress.roundCompleted();
        assertThat(progress.age()).isZero();
    }
}
