package io.paycast.bench.run;

import io.paycast.bench.account.Tally;
import io.paycast.bench.report.Report;
import io.paycast.bench.webhooks.OpenLoop;
import io.paycast.bench.wire.RunId;
import java.time.Duration;

/** Opens sockets, sends webhooks, and sees whether and when each arrives everywhere. */
public final class LoadRun implements AutoCloseable {

    private final String name;
    private final Subject subject;
    private final Load load;
    private final Ends ends;
    private volatile boolean sending;

    public LoadRun(String name, Subject subject, RunId run, Load load) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        this.ends = new Ends(subject, run, load, _ -> completed(), _ -> acknowledged());
    }

    /** Does all of it. */
    public Report run() {
        var report = new Report(name);
        var opened = ends.open(report);
        drive(load.warmUp());
        ends.restart();
        long sentBefore = ends.webhooks().sent();
        var before = ends.listeners().tally();
        var measure = Measure.begin(subject);
        drive(load.duration());
        long sent = ends.webhooks().sent() - sentBefore;
        sending = false;
        ends.settle();
        var after = ends.listeners().tally();
        measure.end();
        report(report, measure, before, after, sent);
        report.faults(ends.faults(load.sockets() - opened.open()));
        return report;
    }

    private void drive(Duration time) {
        if (time.isZero()) {
            return;
        }
        var webhooks = ends.webhooks();
        if (load.isOpenLoop()) {
            new OpenLoop(load.rate(), webhooks::nowMicros, webhooks::send)
                    .run(time.toNanos() / 1_000);
            return;
        }
        if (!sending) {
            sending = true;
            for (int i = 0; i < load.inFlight(); i++) {
                webhooks.send();
            }
        }
        long end = System.nanoTime() + time.toNanos();
        Ends.await(() -> System.nanoTime() >= end, time);
    }

    private void completed() {
        if (sending && load.sockets() > 0) {
            ends.webhooks().send();
        }
    }

    private void acknowledged() {
        if (sending && load.sockets() == 0) {
            ends.webhooks().send();
        }
    }

    private void report(
            Report report,
            Measure measure,
            Tally.Snapshot before,
            Tally.Snapshot after,
            long sent) {
        long delivered = after.deliveries() - before.deliveries();
        double seconds = measure.seconds();
        report.figure("webhooks", sent / seconds, "/s");
        if (load.sockets() > 0) {
            report.figure("deliveries", delivered / seconds, "/s");
            report.figure(
                    "bytes of a message",
                    (after.bytes() - before.bytes()) / (double) Math.max(1, delivered),
                    "");
        }
        measure.load(report);
        measure.cpu(report, (double) delivered, "delivery");
        measure.cpu(report, (double) sent, "webhook");
        measure.memory(report, 0, "");
        report.latency("webhook to socket", after.latencies());
        report.latency("webhook to the last socket", ends.completions().toTheLast());
        report.latency("webhook to its answer", ends.webhooks().toTheAnswer());
        ends.noteFailures(report);
    }

    @Override
    public void close() {
        ends.close();
    }
}
