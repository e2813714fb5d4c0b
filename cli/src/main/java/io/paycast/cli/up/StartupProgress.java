package io.paycast.cli.up;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Prints the progress of the start, one line per step. Thread-safe. */
final class StartupProgress {

    private final PrintStream out;
    private final Instant started;

    /**
     * @param started when the user started to wait
     */
    StartupProgress(PrintStream out, Instant started) {
        this.out = out;
        this.started = started;
    }

    /** Measures from the start of this process, or from now if the system does not report it. */
    static StartupProgress sinceProcessStart(PrintStream out) {
        return new StartupProgress(
                out, ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    /** Reports that a step is done; it started at this {@link System#nanoTime()}. */
    void done(String what, long startedNanos) {
        line(what, "ready in %s".formatted(seconds(sinceNanos(startedNanos))));
    }

    /** Prints a line about a part. */
    void line(String what, String text) {
        out.println("  %-11s %s".formatted(what, text));
    }

    /** Prints a line. */
    void print(String text) {
        out.println(text);
    }

    /** The time since the user started to wait. */
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
