package io.paycast.bench.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

    /** Advances with each read, so that waiting ends. */
    private final AtomicLong clock = new AtomicLong(5_000);

    @Test
    void datesADelayedWebhookWithTheTimeAtWhichItWasDue() {
        var dated = new ArrayList<Long>();
        var late = new ArrayList<Long>();
        OpenLoop.run(
                1_000,
                100_000,
                () -> clock.addAndGet(10),
                due -> {
                    dated.add(due);
                    late.add(clock.get() - due);
                    if (dated.size() == 3) {
                        clock.addAndGet(50_000);
                    }
                });
        assertThat(dated).hasSize(100);
        for (int i = 1; i < dated.size(); i++) {
            assertThat(dated.get(i) - dated.get(i - 1)).isEqualTo(1_000);
        }
        // after a pause of 50 ms the next webhook is 49 ms late
        assertThat(late.get(3)).isBetween(49_000L, 49_100L);
        assertThat(late.get(20)).isGreaterThan(30_000L);
        assertThat(late.getLast()).isLessThan(1_000L);
    }
}
