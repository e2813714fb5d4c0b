package io.paycast.bench.run;

import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.Opened;
import io.paycast.bench.webhooks.OpenLoop;
import io.paycast.bench.wire.RunId;
import java.time.Duration;

/**
 * Closes all sockets but a few, sends webhooks, and has all come back at once, each from its own
 * cursor: how long until everybody has everything, and what those who stayed notice of it.
 */
public final class StormRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final double MISSED_PER_SECOND = 200;

    private final String name;
    private final Subject subject;
    private final Load load;
    private final Storm storm;
    private final int leaving;
    private final Ends ends;
    private volatile boolean live;

    public StormRun(String name, Subject subject, RunId run, Load load, Storm storm) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        this.storm = storm;
        this.leaving = Math.max(0, load.sockets() - load.stalled() - storm.stayed());
        this.ends = new Ends(subject, run, load, _ -> {}, _ -> {});
    }

    /** Does all of it. */
    public Report run() {
        var report = new Report(name);
        ends.listeners().keepCursors();
        var opened = ends.open(report);
        send(load.rate(), load.warmUp());
        // everybody has a cursor only when everybody has everything
        ends.settle();
        goAway();
        var back = comeBack(report);
        ends.settle();
        report.latency("live webhook to socket", ends.listeners().tally().latencies());
        ends.noteFailures(report);
        int notOpen = load.sockets() - opened.open() + leaving - back.open();
        report.faults(ends.faults(notOpen));
        return report;
    }

    private void goAway() {
        ends.listeners().counting(false);
        ends.listeners().drop(0, leaving);
        send(
                MISSED_PER_SECOND,
                Duration.ofNanos((long) (storm.behind() * 1e9 / MISSED_PER_SECOND)));
        var listeners = ends.listeners();
        int sent = ends.webhooks().sent();
        Ends.await(() -> listeners.missing(leaving, load.sockets(), sent) <= 0, PATIENCE);
        listeners.timeFrom(leaving);
    }

    private Opened comeBack(Report report) {
        var listeners = ends.listeners();
        int missed = ends.webhooks().sent();
        ends.restart();
        var measure = Measure.begin(subject);
        live = true;
        var sender = Thread.ofPlatform().daemon().start(this::sendLive);
        long began = System.nanoTime();
        var back = listeners.open(0, leaving, leaving, true);
        report.figure("sockets back", back.open(), "");
        report.figure("all open again after", back.took().toNanos() / 1e9, "s");
        Ends.await(() -> listeners.behind(0, leaving, missed) == 0, PATIENCE);
        report.figure("all caught up after", (System.nanoTime() - began) / 1e9, "s");
        report.figure("webhooks missed by each", storm.behind(), "");
        measure.end();
        live = false;
        try {
            sender.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        measure.load(report);
        measure.cpu(report, leaving, "return");
        measure.memory(report, 0, "");
        back.refused()
                .forEach((why, many) -> report.note("refused: %s, %d times".formatted(why, many)));
        return back;
    }

    private void sendLive() {
        while (live) {
            send(load.rate(), Duration.ofNanos((long) (1e9 / load.rate())));
        }
    }

    /** Sends at a rate, each webhook with the time after it. */
    private void send(double rate, Duration time) {
        var webhooks = ends.webhooks();
        long beginMicros = webhooks.nowMicros();
        new OpenLoop(rate, webhooks::nowMicros, webhooks::send).run(time.toNanos() / 1_000);
        long end = beginMicros + time.toNanos() / 1_000;
        Ends.await(() -> webhooks.nowMicros() >= end, time);
    }

    @Override
    public void close() {
        live = false;
        ends.close();
    }
}
