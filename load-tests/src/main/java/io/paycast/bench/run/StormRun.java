package io.paycast.bench.run;

import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.LoadClients;
import io.paycast.bench.wire.RunId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Closes all sockets but a few, sends webhooks, and reconnects all clients at once, each with its
 * cursor. It measures how long the clients take to catch up, and the latency of those that stayed.
 * A first storm is practice; the second is measured. Used by one thread.
 */
public final class StormRun {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FIRST_UPDATES = Duration.ofSeconds(1);
    private static final double MISSED_PER_SECOND = 200;

    private final LoadGenerator generator;
    private final Load load;
    private final int missed;
    private final int leaving;
    private final Report report;
    private volatile boolean live;
    private int notOpen;

    private StormRun(LoadGenerator generator, int missed, int leaving, Report report) {
        this.generator = generator;
        this.load = generator.load();
        this.missed = missed;
        this.leaving = leaving;
        this.report = report;
    }

    /**
     * Runs both storms and reports what was measured.
     *
     * @param missed webhooks sent while clients are away
     * @param staying clients that stay connected
     */
    public static Report run(
            String name, SystemUnderTest system, RunId id, Load load, int missed, int staying) {
        var report = new Report(name);
        int leaving = Math.max(0, load.clients().reading() - staying);
        int separate = load.clients().sockets() - leaving;
        try (var generator = new LoadGenerator(system, id, load, separate)) {
            new StormRun(generator, missed, leaving, report).run();
        }
        return report;
    }

    private void run() {
        generator.clients().keepCursors();
        if (!generator.open(report) || !new WarmUp(generator).run(report)) {
            return;
        }
        // every client needs an update to have a cursor
        generator.send(load.sending().rate(), FIRST_UPDATES);
        generator.settle();
        if (storm(new Report("practice"))) {
            storm(report);
        }
        generator.finish(report, notOpen);
    }

    /** Runs one storm; returns whether it succeeded. */
    private boolean storm(Report figures) {
        leave();
        var result = reconnect(figures);
        generator.settle();
        generator.completions().enable(true);
        if (leaving < load.clients().reading()) {
            figures.latency("live webhook to socket", generator.clients().separateLatencies());
        }
        notOpen = result.notOpen();
        return generator.requireOpen(report, result) && report.isSound();
    }

    private void leave() {
        var clients = generator.clients();
        generator.completions().enable(false);
        clients.drop(0, leaving);
        var time = Duration.ofNanos((long) (missed * 1e9 / MISSED_PER_SECOND));
        generator.send(MISSED_PER_SECOND, time);
        int sent = generator.webhooks().sent();
        LoadGenerator.await(
                () -> clients.missing(leaving, load.clients().sockets(), sent) <= 0, TIMEOUT);
    }

    private LoadClients.OpenResult reconnect(Report figures) {
        var clients = generator.clients();
        int sent = generator.webhooks().sent();
        generator.restart();
        var measurement = new Measurement(generator.system());
        live = true;
        var sender = CompletableFuture.runAsync(this::sendLive);
        long began = System.nanoTime();
        var result = clients.open(0, leaving, leaving, true);
        LoadGenerator.await(() -> clients.behind(0, leaving, sent) == 0, TIMEOUT);
        double caughtUp = (System.nanoTime() - began) / 1e9;
        measurement.stop();
        live = false;
        long behind = clients.behind(0, leaving, sent);
        if (behind > 0) {
            report.fail(
                    "%,d of %,d clients had not caught up %.0f s after the reconnect"
                            .formatted(behind, leaving, caughtUp));
        }
        sender.join();
        figures.figure("sockets back", result.open(), "");
        figures.figure("all open again after", result.took().toNanos() / 1e9, "s");
        figures.figure("all caught up after", caughtUp, "s");
        figures.figure("webhooks missed by each", missed, "");
        measurement.reportCores(figures);
        measurement.reportCpu(figures, leaving, "return");
        measurement.reportMemory(figures);
        return result;
    }

    private void sendLive() {
        double rate = load.sending().rate();
        while (live) {
            generator.send(rate, Duration.ofNanos((long) (1e9 / rate)));
        }
    }
}
