package io.paycast.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class LogLimitTest {

    private final AtomicLong nanoClock = new AtomicLong();
    private final LogLimit limit = new LogLimit(2, nanoClock::get);
    private final LinkedBlockingQueue<SubstituteLoggingEvent> events = new LinkedBlockingQueue<>();
    private final Logger log = new SubstituteLogger("test", events, false);

    @Test
    void logsAtMostTheLimitInAnyMinute() {
        for (int i = 0; i < 1_000; i++) {
            log("line " + i);
        }

        assertThat(lines()).containsExactly("line 0", "line 1");
    }

    @Test
    void reportsHowManyLinesItOmitted() {
        for (int i = 0; i < 10; i++) {
            log("line " + i);
        }
        lines();
        nanoClock.set(Duration.ofMinutes(1).toNanos());

        log("later");
        log("last");

        assertThat(lines()).containsExactly("refused: lines omitted count=8", "later", "last");
    }

    private void log(String text) {
        limit.log(log, "refused", () -> log.info(text));
    }

    private List<String> lines() {
        var drained = new ArrayList<SubstituteLoggingEvent>();
        events.drainTo(drained);
        return drained.stream().map(LogLimitTest::text).toList();
    }

    private static String text(SubstituteLoggingEvent event) {
        var text = event.getMessage();
        var arguments = event.getArgumentArray();
        for (var argument : arguments == null ? new Object[0] : arguments) {
            text = text.replaceFirst("\\{}", String.valueOf(argument));
        }
        return text;
    }
}
