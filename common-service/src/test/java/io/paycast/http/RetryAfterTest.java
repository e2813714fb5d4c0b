package io.paycast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 1",
        "PT-5S, 1",
        "PT0.001S, 1",
        "PT1S, 1",
        "PT1.000000001S, 2",
        "PT1.999S, 2",
        "PT2S, 2",
        "PT1M, 60",
    })
    void roundsUpToWholeSecondsAndNeverBelowOne(Duration delay, long seconds) {
        assertThat(RetryAfter.seconds(delay)).isEqualTo(seconds);
    }
}
