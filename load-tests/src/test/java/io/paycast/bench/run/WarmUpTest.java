package io.paycast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    @Test
    void continuesWhileTheCpuPerWebhookFalls() {
        assertThat(WarmUp.settled(List.of(9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0))).isFalse();
    }

    @Test
    void endsWhenTheCpuPerWebhookFallsNoFurther() {
        assertThat(WarmUp.settled(List.of(9.0, 4.0, 3.0, 3.1, 2.95, 3.3, 3.0))).isTrue();
    }

    @Test
    void continuesAfterTooFewWindows() {
        assertThat(WarmUp.settled(List.of(3.0, 3.0, 3.0, 3.0))).isFalse();
        assertThat(WarmUp.settled(List.of())).isFalse();
    }
}
