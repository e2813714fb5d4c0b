package io.paycast.cli.up;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Tells how far the start has come, one line a step. */
final class StartupProgress {

    private final PrintStream out;
    private final Instant started;

    /**
     * @param started when whoever waits began to wait
     */
    StartupProgress(PrintStream out, Instant started) {
        this.out = out;
        this.started = started;
    }

    /** Since this process was started, as far as the system tells. */
    static StartupProgress sinceProcessStart(PrintStream out) {
        return new StartupProgress(
                out, ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    /** Reports that a step is done; it started at this {@link System#nanoTime()}. */
    void done(String what, long startedNanos) {
        line(what, "ready in %s".formatted(seconds(sinceNanos(startedNanos))));
    }

    /** Says something of a part. */
    void line(String what, String text) {
        out.println("  %-11s %s".formatted(what, text));
    }

    /** Says something. */
    void print(String text) {
        out.println(text);
    }

    /** Since whoever waits began to wait. */
    String total() {
        return seconds(Duration.between(started, Instant.now()));
    }

    static Duration sinceNanos(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1_000.0);
    }
}
