package io.paycast.gateway.http;

import static io.paycast.gateway.http.NotificationRate.MAX_OF_SUBJECT_PER_MINUTE;
import static io.paycast.gateway.http.NotificationRate.MAX_PER_MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NotificationRateTest {

    private long nowMillis = 1_000;
    private final NotificationRate rate = new NotificationRate(() -> nowMillis);

    @Test
    void limitsOneSubjectAndLeavesTheOthersTheRest() {
        assertThat(accepted("tester", MAX_PER_MINUTE)).isEqualTo(MAX_OF_SUBJECT_PER_MINUTE);
        nowMillis += 20_000;
        assertThat(rate.tryAcquire("tester")).isEqualTo(Duration.ofSeconds(40));
        assertThat(rate.tryAcquire("other")).isZero();

        nowMillis += 40_000;
        assertThat(accepted("tester", MAX_PER_MINUTE)).isEqualTo(MAX_OF_SUBJECT_PER_MINUTE);
    }

    @Test
    void limitsAllSubjectsTogether() {
        int all = 0;
        for (int subject = 0; subject < 100; subject++) {
            all += accepted("tester-" + subject, MAX_OF_SUBJECT_PER_MINUTE);
        }
        assertThat(all).isEqualTo(MAX_PER_MINUTE);
        assertThat(rate.tryAcquire("late")).isEqualTo(Duration.ofMinutes(1));
    }

    private int accepted(String subject, int attempts) {
        int accepted = 0;
        for (int i = 0; i < attempts; i++) {
            if (rate.tryAcquire(subject).isZero()) {
                accepted++;
            }
        }
        return accepted;
    }
}
