package io.paycast.body;

import java.time.Duration;
import reactor.core.Disposable;

/** Schedules tasks on the event loop that also delivers the bytes of a body. */
@FunctionalInterface
public interface EventLoopTimer {

    /** Runs the task after the delay, unless the result is disposed of first. */
    Disposable schedule(Duration delay, Runnable task);
}
