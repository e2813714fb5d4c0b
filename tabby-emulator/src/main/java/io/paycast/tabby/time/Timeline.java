package io.paycast.tabby.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that can be moved, and the tasks that are due at a time.
 *
 * <p>{@link #running} follows a real clock on a thread of its own and does not wait for what a task
 * starts. {@link #stopped} moves only by {@link #advance} and {@link #drain}. Both then pass from
 * one task to the next in the order of their times, and wait for each: what happens does not depend
 * on the speed of the machine.
 *
 * <p>Thread-safe. At most {@value #MAX_TASKS} tasks wait.
 */
public final class Timeline implements AutoCloseable {

    /** The most tasks that wait. */
    public static final int MAX_TASKS = 50_000;

    /** The most actions of a running clock that are not complete; then tasks wait. */
    private static final int MAX_STARTED = 256;

    private static final Duration MAX_STEP = Duration.ofDays(3660);
    private static final long MIN_WAIT_MILLIS = 2;
    private static final long MAX_WAIT_MILLIS = 1_000;

    private final InstantSource source;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final Map<Long, CompletableFuture<?>> started = new ConcurrentHashMap<>();
    private final ReentrantLock moving = new ReentrantLock(true);
    private long lastNumber;
    private int waitingDeliveries;
    private Duration offset = Duration.ZERO;
    private @Nullable Instant pinned;
    private boolean closed;
    private @Nullable Timeline successor;

    /** What happens at a time; what it returns is done when that is complete. */
    public interface Action {
        CompletionStage<?> run();
    }

    /** Why a task waits. */
    public enum Kind {
        /** Tabby changes a payment. */
        LIFECYCLE,
        /** A webhook is sent. */
        DELIVERY
    }

    private record Task(Instant at, long number, Kind kind, Action action)
            implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private Timeline(InstantSource source, @Nullable Instant pinned) {
        this.source = source;
        this.pinned = pinned;
    }

    /** A clock that runs, and can be advanced. */
    public static Timeline running(InstantSource source) {
        var timeline = new Timeline(source, null);
        Thread.ofPlatform().daemon().name("tabby-clock").start(timeline::follow);
        return timeline;
    }

    /** A clock that stands at this time until it is advanced. */
    public static Timeline stopped(Instant at) {
        return new Timeline(InstantSource.fixed(at), at);
    }

    public synchronized Instant now() {
        if (successor != null) {
            return successor.now();
        }
        return pinned == null ? source.instant().plus(offset) : pinned;
    }

    /** Lets the action happen at this time; returns false if too many tasks wait. */
    public synchronized boolean schedule(Instant at, Kind kind, Action action) {
        if (successor != null) {
            return successor.schedule(at, kind, action);
        }
        if (closed || tasks.size() >= MAX_TASKS) {
            return false;
        }
        tasks.add(new Task(at, ++lastNumber, kind, action));
        if (kind == Kind.DELIVERY) {
            waitingDeliveries++;
        }
        notifyAll();
        return true;
    }

    /** How many webhooks wait to be sent. */
    public synchronized int waitingDeliveries() {
        return waitingDeliveries;
    }

    /**
     * Moves the clock forward, and returns once all that was due until then has happened.
     *
     * @param by more than zero, at most ten years
     */
    public void advance(Duration by) {
        if (by.isNegative() || by.compareTo(MAX_STEP) > 0) {
            throw new IllegalArgumentException(
                    "The clock moves forward by at most %d days, not by %s."
                            .formatted(MAX_STEP.toDays(), by));
        }
        moving.lock();
        try {
            awaitStarted();
            var start = now();
            var target = start.plus(by);
            boolean runs = pin(start);
            try {
                for (var task = nextDue(target); task != null; task = nextDue(target)) {
                    pin(task.at.isAfter(start) ? task.at : start);
                    await(task);
                }
                pin(target);
            } finally {
                if (runs) {
                    unpin(by);
                }
            }
        } finally {
            moving.unlock();
        }
    }

    /** Moves a stopped clock forward until no webhook waits any more. */
    public void drain() {
        moving.lock();
        try {
            while (waitingDeliveries() > 0) {
                var task = nextDue(Instant.MAX);
                if (task == null) {
                    return;
                }
                if (task.at.isAfter(now())) {
                    pin(task.at);
                }
                await(task);
            }
        } finally {
            moving.unlock();
        }
    }

    /** Leaves the tasks that still wait, and all later ones, to another clock. */
    public synchronized void handOver(Timeline other) {
        successor = other;
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            other.schedule(task.at, task.kind, task.action);
        }
        waitingDeliveries = 0;
    }

    private void follow() {
        while (!isClosed()) {
            moving.lock();
            try {
                while (started.size() < MAX_STARTED) {
                    var task = nextDue(now());
                    if (task == null) {
                        break;
                    }
                    start(task);
                }
            } finally {
                moving.unlock();
            }
            awaitNextTask();
        }
    }

    private synchronized void awaitNextTask() {
        try {
            while (!closed && !mayStart()) {
                wait(waitMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private boolean mayStart() {
        var next = tasks.peek();
        return pinned == null
                && next != null
                && !next.at.isAfter(now())
                && started.size() < MAX_STARTED;
    }

    private long waitMillis() {
        var next = tasks.peek();
        return next == null
                ? MAX_WAIT_MILLIS
                : Math.clamp(
                        Duration.between(now(), next.at).toMillis() + 1,
                        MIN_WAIT_MILLIS,
                        MAX_WAIT_MILLIS);
    }

    private synchronized @Nullable Task nextDue(Instant until) {
        var next = tasks.peek();
        if (closed || next == null || next.at.isAfter(until)) {
            return null;
        }
        tasks.remove();
        if (next.kind == Kind.DELIVERY) {
            waitingDeliveries--;
        }
        return next;
    }

    private CompletableFuture<?> start(Task task) {
        var future = task.action.run().toCompletableFuture();
        started.put(task.number, future);
        future.whenComplete((result, fault) -> started.remove(task.number));
        return future;
    }

    /** An action that fails must not stop the clock: it has reported the fault itself. */
    private void await(Task task) {
        start(task).exceptionally(fault -> null).join();
    }

    private void awaitStarted() {
        for (var future : started.values()) {
            future.exceptionally(fault -> null).join();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean pin(Instant at) {
        boolean ran = pinned == null;
        pinned = at;
        return ran;
    }

    private synchronized void unpin(Duration by) {
        offset = offset.plus(by);
        pinned = null;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        tasks.clear();
        waitingDeliveries = 0;
        notifyAll();
    }
}
