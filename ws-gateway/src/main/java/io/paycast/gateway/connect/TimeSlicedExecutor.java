package io.paycast.gateway.connect;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Runs tasks on an event loop in order, in slices of about a millisecond. When thousands of clients
 * reconnect at once, the event loop delivers updates between the slices. Thread-safe.
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

    /** Queues a task for the event loop. */
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
