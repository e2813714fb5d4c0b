package io.paycast.ingest.body;

import java.time.Duration;
import reactor.core.Disposable;

/** Runs something later, on the thread on which the pieces of a body come. */
@FunctionalInterface
public interface EventLoopTimer {

    /** Runs the task when this time is over, unless what is returned is disposed of before. */
    Disposable schedule(Duration delay, Runnable task);
}
