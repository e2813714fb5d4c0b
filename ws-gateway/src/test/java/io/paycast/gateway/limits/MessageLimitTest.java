package io.paycast.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageLimitTest {

    private static final int PER_MINUTE = 10_000;
    private static final long MINUTE_MILLIS = 60_000;

    private final MessageLimit limit = new MessageLimit(PER_MINUTE);

    @Test
    void tenThousandMessagesAreTakenAtOnceAndNotOneMore() {
        take(PER_MINUTE, 0);
        assertThat(limit.take(0)).isFalse();
        assertThat(limit.take(MINUTE_MILLIS - 1)).isFalse();
    }

    @Test
    void aMinuteLaterAllMayComeAgain() {
        take(PER_MINUTE, 0);
        take(PER_MINUTE, MINUTE_MILLIS);
        assertThat(limit.take(MINUTE_MILLIS)).isFalse();
    }

    @Test
    void theLimitHoldsInAnyMinuteAndNotOnlyInThatOfTheClock() {
        take(1, 0);
        take(PER_MINUTE - 1, MINUTE_MILLIS - 1);
        assertThat(limit.take(MINUTE_MILLIS)).as("the first is a minute old").isTrue();
        assertThat(limit.take(MINUTE_MILLIS)).isFalse();
        assertThat(limit.take(2 * MINUTE_MILLIS - 2)).isFalse();
        assertThat(limit.take(2 * MINUTE_MILLIS - 1)).isTrue();
    }

    @Test
    void whatIsRefusedDoesNotCount() {
        take(PER_MINUTE, 0);
        for (int refused = 0; refused < PER_MINUTE; refused++) {
            assertThat(limit.take(MINUTE_MILLIS - 1)).isFalse();
        }
        take(PER_MINUTE, MINUTE_MILLIS);
    }

    private void take(int messages, long nowMillis) {
        for (int message = 0; message < messages; message++) {
            assertThat(limit.take(nowMillis)).isTrue();
        }
    }
}
