package io.paycast.bench.run;

import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.OpenResult;
import io.paycast.bench.wire.RunId;
import java.time.Duration;

/**
 * Closes all sockets but a few, sends webhooks, and has all come back at once, each from its own
 * cursor: how long until everybody has everything, and what those who stayed notice of it. Once for
 * practice, then once more for the figures.
 */
public final class StormRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration CURSORS = Duration.ofSeconds(1);
    private static final double MISSED_PER_SECOND = 200;

    private final String name;
    private final SystemUnderTest subject;
    private final Load load;
    private final Storm storm;
    private final int leaving;
    private final LoadGenerator ends;
    private volatile boolean live;
    private int away;

    public StormRun(String name, SystemUnderTest subject, RunId run, Load load, Storm storm) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        this.storm = storm;
        this.leaving = Math.max(0, load.sockets() - load.stalled() - storm.stayed());
        this.ends = new LoadGenerator(subject, run, load, load.sockets() - leaving);
    }

    /** Does all of it. */
    public Report run() {
        var report = new Report(name);
        ends.listeners().keepCursors();
        if (!ends.open(report) || !new WarmUp(subject, ends, load).run(report)) {
            return report;
        }
        // everybody has a cursor only when everybody has something
        ends.send(load.rate(), CURSORS);
        ends.settle();
        if (storm(new Report("practice"), report)) {
            storm(report, report);
        }
        ends.noteFailures(report);
        report.faults(ends.faults(away));
        return report;
    }

    /** Whether all went as it should; what did not is told to the second. */
    private boolean storm(Report figures, Report failures) {
        goAway();
        var opened = comeBack(figures, failures);
        ends.settle();
        ends.listeners().counting(true);
        figures.latency("live webhook to socket", ends.listeners().tally().latencies());
        away = opened.notOpen();
        return ends.allOpen(failures, opened) && failures.isSound();
    }

    private void goAway() {
        var listeners = ends.listeners();
        listeners.counting(false);
        listeners.drop(0, leaving);
        ends.send(
                MISSED_PER_SECOND,
                Duration.ofNanos((long) (storm.behind() * 1e9 / MISSED_PER_SECOND)));
        int sent = ends.webhooks().sent();
        LoadGenerator.await(() -> listeners.missing(leaving, load.sockets(), sent) <= 0, PATIENCE);
        listeners.timeFrom(leaving);
    }

    private OpenResult comeBack(Report figures, Report failures) {
        var listeners = ends.listeners();
        int missed = ends.webhooks().sent();
        ends.restart();
        var measure = Measurement.begin(subject);
        live = true;
        var sender = Thread.ofPlatform().daemon().start(this::sendLive);
        long began = System.nanoTime();
        var back = listeners.open(0, leaving, leaving, true);
        LoadGenerator.await(() -> listeners.behind(0, leaving, missed) == 0, PATIENCE);
        double caughtUp = (System.nanoTime() - began) / 1e9;
        measure.stop();
        live = false;
        int behind = listeners.behind(0, leaving, missed);
        if (behind > 0) {
            failures.fails(
                    "%,d of %,d sockets had not caught up %.0f s after all came back"
                            .formatted(behind, leaving, caughtUp));
        }
        try {
            sender.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        figures.figure("sockets back", back.open(), "");
        figures.figure("all open again after", back.took().toNanos() / 1e9, "s");
        figures.figure("all caught up after", caughtUp, "s");
        figures.figure("webhooks missed by each", storm.behind(), "");
        measure.load(figures);
        measure.cpu(figures, leaving, "return");
        measure.memory(figures);
        return back;
    }

    private void sendLive() {
        while (live) {
            ends.send(load.rate(), Duration.ofNanos((long) (1e9 / load.rate())));
        }
    }

    @Override
    public void close() {
        live = false;
        ends.close();
    }
}
