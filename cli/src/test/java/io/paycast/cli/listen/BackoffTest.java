package io.paycast.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(new SplittableRandom(7));

    @Test
    void doublesTheDelayUpToThirtySeconds() {
        long stepMillis = 250;
        for (int failure = 0; failure < 40; failure++) {
            assertThat(backoff.next())
                    .isBetween(Duration.ofMillis(stepMillis / 2), Duration.ofMillis(stepMillis));
            stepMillis = Math.min(30_000, 2 * stepMillis);
        }
    }

    @Test
    void startsAgainWithAShortDelayAfterReset() {
        for (int failure = 0; failure < 10; failure++) {
            backoff.next();
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(250));
    }
}
