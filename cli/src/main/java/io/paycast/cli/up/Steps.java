package io.paycast.cli.up;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Tells how far the start has come, one line a step. */
final class Steps {

    private final PrintStream out;
    private final Instant started;

    /**
     * @param started when whoever waits began to wait
     */
    Steps(PrintStream out, Instant started) {
        this.out = out;
        this.started = started;
    }

    /** Since this process was started, as far as the system tells. */
    static Steps sinceProcessStart(PrintStream out) {
        return new Steps(
                out, ProcessHandle.current().info().startInstant().orElseGet(Instant::now));
    }

    /** A step is done; it was begun at this {@link System#nanoTime()}. */
    void done(String what, long begunNanos, String where) {
        line(what, "ready in %s%s".formatted(seconds(sinceNanos(begunNanos)), where));
    }

    /** Says something of a part. */
    void line(String what, String text) {
        out.println("  %-11s %s".formatted(what, text));
    }

    /** Says something. */
    void say(String text) {
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
