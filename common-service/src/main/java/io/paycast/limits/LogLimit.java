package io.paycast.limits;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Limits the log lines that clients can cause: at most so many in any minute. The others are
 * counted, and the next line that is logged is preceded by their number. Thread-safe.
 */
public final class LogLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final SlidingWindow lines;
    private final LongSupplier nanoClock;
    private long omitted;

    /**
     * @param linesPerMinute 1 or more
     * @param nanoClock a monotonic clock, in nanoseconds
     */
    public LogLimit(int linesPerMinute, LongSupplier nanoClock) {
        this.lines = new SlidingWindow(linesPerMinute, WINDOW);
        this.nanoClock = nanoClock;
    }

    /**
     * Logs a line if the limit allows it.
     *
     * @param event what the lines report, such as {@code login refused}; part of the summary
     * @param line logs the line
     */
    public void log(Logger log, String event, Runnable line) {
        long summary;
        synchronized (this) {
            if (!lines.tryAcquire(NANOSECONDS.toMillis(nanoClock.getAsLong()))) {
                omitted++;
                return;
            }
            summary = omitted;
            omitted = 0;
        }
        if (summary > 0) {
            log.info("{}: lines omitted count={}", event, summary);
        }
        line.run();
    }
}
