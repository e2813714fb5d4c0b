package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeSlicedExecutorTest {

    private static final ClientNetwork ONE = ClientNetwork.of(InetAddress.ofLiteral("192.0.2.1"));
    private static final ClientNetwork OTHER = ClientNetwork.of(InetAddress.ofLiteral("192.0.2.2"));

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
        executor.of(ONE)
                .execute(() -> {
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

    @Test
    void letsNetworksTakeTurns() {
        for (int i = 0; i < 5_000; i++) {
            execute("one", 5_000);
        }
        execute(OTHER, "other", 100);
        execute(OTHER, "other again", 100);

        for (int slice = 0; slice < 3; slice++) {
            eventLoop.remove().run();
        }

        assertThat(done).containsExactly("one", "other", "one", "other again", "one");
    }

    private void execute(String name, long micros) {
        execute(ONE, name, micros);
    }

    private void execute(ClientNetwork network, String name, long micros) {
        executor.of(network)
                .execute(() -> {
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
