package io.paycast.gateway.connect;

import io.paycast.net.ClientNetwork;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on an event loop in slices of about a millisecond. When thousands of clients reconnect
 * at once, the event loop delivers updates between the slices. The tasks of one network run in
 * order, and networks take turns, so that one that opens thousands of sockets at once delays only
 * itself. Thread-safe.
 */
final class TimeSlicedExecutor {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Executor eventLoop;
    private final LongSupplier nanoTime;

    /** Only networks with tasks, in the order of their turns. Guarded by itself. */
    private final LinkedHashMap<ClientNetwork, ArrayDeque<Runnable>> waiting =
            new LinkedHashMap<>();

    /** Guarded by {@link #waiting}. */
    private boolean scheduled;

    TimeSlicedExecutor(Executor eventLoop) {
        this(eventLoop, System::nanoTime);
    }

    TimeSlicedExecutor(Executor eventLoop, LongSupplier nanoTime) {
        this.eventLoop = eventLoop;
        this.nanoTime = nanoTime;
    }

    /** An executor that queues the tasks of a network for the event loop. */
    Executor of(ClientNetwork network) {
        return task -> execute(network, task);
    }

    private void execute(ClientNetwork network, Runnable task) {
        synchronized (waiting) {
            waiting.computeIfAbsent(network, same -> new ArrayDeque<>(2)).add(task);
        }
        scheduleSlice();
    }

    private void scheduleSlice() {
        synchronized (waiting) {
            if (waiting.isEmpty() || scheduled) {
                return;
            }
            scheduled = true;
        }
        eventLoop.execute(this::runSlice);
    }

    /** The first task of the network whose turn it is, which then queues behind the others. */
    private @Nullable Runnable next() {
        synchronized (waiting) {
            var first = waiting.pollFirstEntry();
            if (first == null) {
                return null;
            }
            var tasks = first.getValue();
            var next = tasks.remove();
            if (!tasks.isEmpty()) {
                waiting.put(first.getKey(), tasks);
            }
            return next;
        }
    }

    private void runSlice() {
        long startNanos = nanoTime.getAsLong();
        try {
            do {
                var next = next();
                if (next == null) {
                    break;
                }
                next.run();
            } while (nanoTime.getAsLong() - startNanos < SLICE_NANOS);
        } finally {
            synchronized (waiting) {
                scheduled = false;
            }
            scheduleSlice();
        }
    }
}
