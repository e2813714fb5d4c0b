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

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Executor eventLoop;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
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
    public void execute(Runnable task) {
        waiting.add(task);
        scheduleSlice();
    }

    private void scheduleSlice() {
        if (!waiting.isEmpty() && scheduled.compareAndSet(false, true)) {
            eventLoop.execute(this::runSlice);
        }
    }

    private void runSlice() {
        long startNanos = nanoTime.getAsLong();
        try {
            do {
                var next = waiting.poll();
                if (next == null) {
                    break;
                }
                next.run();
            } while (nanoTime.getAsLong() - startNanos < SLICE_NANOS);
        } finally {
            scheduled.set(false);
            scheduleSlice();
        }
    }
}
