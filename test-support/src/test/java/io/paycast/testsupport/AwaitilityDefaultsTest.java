package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AwaitilityDefaultsTest {

    @Test
    void waitsForAMinuteUnlessATestSaysOtherwise() {
        var millisLeft = new AtomicLong();
        Awaitility.await()
                .conditionEvaluationListener(it -> millisLeft.set(it.getRemainingTimeInMS()))
                .until(() -> true);
        assertThat(millisLeft).hasValueGreaterThan(30_000);
    }
}
