package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class MessageWindowTest {

    private static final int LIMIT = 10_000;
    private static final long START = 1_234_567_890_123L;

    private final MessageWindow window = new MessageWindow(LIMIT);

    @Test
    void allowsTheLimitInAMinuteAndNoMore() {
        assertThat(window.tryAdd(LIMIT - 1, START)).isTrue();
        assertThat(window.tryAdd(2, START + 58_000)).isFalse();
        assertThat(window.tryAdd(1, START + 58_000)).isTrue();
        assertThat(window.tryAdd(1, START + 58_999)).isFalse();
        assertThat(window.tryAdd(LIMIT - 1, START + 60_000)).isTrue();
        assertThat(window.tryAdd(1, START + 60_000)).isFalse();
    }

    @Test
    void neverRefusesAClientThatKeepsToTheLimit() {
        for (int second = 0; second < 200; second++) {
            assertThat(window.tryAdd(LIMIT / 60, START + second * 1_000L)).isTrue();
        }
    }

    @Test
    void isIdleAfterAMinuteWithoutMessages() {
        assertThat(window.tryAdd(1, START)).isTrue();
        assertThat(window.isIdle(START + 58_000)).isFalse();
        assertThat(window.isIdle(START + 60_000)).isTrue();
        assertThat(window.tryAdd(LIMIT, START + 60_000_000)).isTrue();
    }

    @Test
    void takesFewBytesHoweverManyMessagesItCounts() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        new ClientActivity(LIMIT, START).countMessage(1, START); // loads the classes
        var activity = new ClientActivity(LIMIT, START);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < LIMIT; i++) {
            activity.countMessage(1, START + i);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_096);
    }

    @Test
    void countsNoPongThatAnswersAPing() {
        var activity = new ClientActivity(1, START);
        assertThat(activity.recordPong(START)).as("unasked").isFalse();
        activity.recordPing();
        assertThat(activity.recordPong(START)).isTrue();
        assertThat(activity.recordPong(START)).as("the second answer").isFalse();
    }
}
