package io.paycast.gateway.connect;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Lets clients in on an event loop, in the order in which they came, about a millisecond of them in
 * a row. When thousands come back at once, what is live and waits for that loop goes between them.
 */
final class TimeSlicedExecutor implements Executor {

    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Executor eventLoop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean turning = new AtomicBoolean();
    private final LongSupplier nanoTime;

    TimeSlicedExecutor(Executor eventLoop) {
        this(eventLoop, System::nanoTime);
    }

    TimeSlicedExecutor(Executor eventLoop, LongSupplier nanoTime) {
        this.eventLoop = eventLoop;
        this.nanoTime = nanoTime;
    }

    /** Has it run on the event loop; any thread. */
    @Override
    public void execute(Runnable entry) {
        waiting.add(entry);
        turnSoon();
    }

    private void turnSoon() {
        if (!waiting.isEmpty() && turning.compareAndSet(false, true)) {
            eventLoop.execute(this::turn);
        }
    }

    private void turn() {
        long began = nanoTime.getAsLong();
        try {
            do {
                var next = waiting.poll();
                if (next == null) {
                    break;
                }
                next.run();
            } while (nanoTime.getAsLong() - began < TURN_NANOS);
        } finally {
            turning.set(false);
            turnSoon();
        }
    }
}
