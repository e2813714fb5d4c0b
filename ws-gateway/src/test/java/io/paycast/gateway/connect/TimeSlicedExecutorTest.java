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
    private final TimeSlicedExecutor executor =
            new TimeSlicedExecutor(eventLoop::add, () -> nowNanos);

    @Test
    void runsOtherTasksBetweenSlices() {
        execute("first", 400);
        execute("second", 700);
        execute("third", 400);
        execute("fourth", 400);
        eventLoop.add(() -> done.add("live"));

        runEventLoop();

        assertThat(done).containsExactly("first", "second", "live", "third", "fourth");
    }

    @Test
    void continuesAfterATaskThatFails() {
        executor.execute(() -> {
            throw new IllegalStateException("cannot be opened");
        });
        execute("next", 1);

        assertThatThrownBy(this::runEventLoop).hasMessage("cannot be opened");
        runEventLoop();

        assertThat(done).containsExactly("next");
    }

    @Test
    void runsATaskThatArrivesAfterTheQueueWasEmpty() {
        execute("early", 1);
        runEventLoop();
        execute("late", 1);
        runEventLoop();

        assertThat(done).containsExactly("early", "late");
    }

    private void execute(String name, long micros) {
        executor.execute(() -> {
            done.add(name);
            nowNanos += TimeUnit.MICROSECONDS.toNanos(micros);
        });
    }

    private void runEventLoop() {
        for (var next = eventLoop.poll(); next != null; next = eventLoop.poll()) {
            next.run();
        }
    }
}
