package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeSlicedExecutorTest {

    private final Queue<Runnable> eventLoop = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private long nowNanos;
    private final TimeSlicedExecutor turnstile = new TimeSlicedExecutor(eventLoop::add, () -> nowNanos);

    @Test
    void whatIsLiveGoesBetweenThoseWhoComeInAtOnce() {
        letIn("first", 400);
        letIn("second", 700);
        letIn("third", 400);
        letIn("fourth", 400);
        eventLoop.add(() -> done.add("live"));

        runEventLoop();

        assertThat(done).containsExactly("first", "second", "live", "third", "fourth");
    }

    @Test
    void whoCannotBeLetInHoldsNobodyUp() {
        turnstile.execute(() -> {
            throw new IllegalStateException("cannot be let in");
        });
        letIn("next", 1);

        assertThatThrownBy(this::runEventLoop).hasMessage("cannot be let in");
        runEventLoop();

        assertThat(done).containsExactly("next");
    }

    @Test
    void whoComesLaterIsLetInToo() {
        letIn("early", 1);
        runEventLoop();
        letIn("late", 1);
        runEventLoop();

        assertThat(done).containsExactly("early", "late");
    }

    private void letIn(String who, long micros) {
        turnstile.execute(() -> {
            done.add(who);
            nowNanos += TimeUnit.MICROSECONDS.toNanos(micros);
        });
    }

    private void runEventLoop() {
        for (var next = eventLoop.poll(); next != null; next = eventLoop.poll()) {
            next.run();
        }
    }
}
