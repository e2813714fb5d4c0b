package io.paycast.bench.run;

import io.paycast.bench.account.Completions;
import io.paycast.bench.account.Faults;
import io.paycast.bench.account.Plan;
import io.paycast.bench.account.Tally;
import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.Endpoint;
import io.paycast.bench.sockets.Listeners;
import io.paycast.bench.sockets.Opened;
import io.paycast.bench.sockets.SourceAddresses;
import io.paycast.bench.webhooks.OpenLoop;
import io.paycast.bench.webhooks.Webhooks;
import io.paycast.bench.wire.RunId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Opens sockets, sends webhooks, and sees whether and when each arrives everywhere. */
public final class LoadRun implements AutoCloseable {

    private static final Duration BACKLOG_PATIENCE = Duration.ofMinutes(1);

    private final String name;
    private final Subject subject;
    private final Load load;
    private final long beginNanos = System.nanoTime();
    private final Completions completions = new Completions(_ -> completed());
    private final Listeners listeners;
    private final Webhooks webhooks;
    private volatile boolean sending;

    public LoadRun(String name, Subject subject, RunId run, Load load) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        int readers = load.sockets() - load.stalled();
        var plan = new Plan(load.connections(), load.steps(), load.scoped() ? readers : 0);
        var endpoint = Endpoint.of(subject.sockets());
        var sources =
                load.sources() > 0
                        ? new SourceAddresses(load.sources())
                        : SourceAddresses.enoughFor(load.sockets(), endpoint);
        this.listeners =
                new Listeners(
                        new Listeners.Clients(
                                endpoint,
                                run,
                                plan,
                                load.sockets(),
                                load.stalled(),
                                load.threads(),
                                sources,
                                load.byQuery(),
                                subject.tokens()),
                        completions,
                        beginNanos);
        this.webhooks =
                new Webhooks(subject.webhooks(), run, plan, beginNanos, _ -> acknowledged());
    }

    /** Does all of it. */
    public Report run() {
        var report = new Report(name);
        var opened = open(report);
        drive(load.warmUp());
        listeners.restart(true);
        completions.restart();
        webhooks.restart();
        long sentBefore = webhooks.sent();
        var before = listeners.tally();
        var measure = Measure.begin(subject.pids());
        drive(load.duration());
        long sent = webhooks.sent() - sentBefore;
        settle();
        var after = listeners.tally();
        measure.end();
        report(report, measure, before, after, sent);
        report.faults(faults(opened));
        return report;
    }

    private Opened open(Report report) {
        if (load.sockets() == 0) {
            return new Opened(0, Duration.ZERO, java.util.Map.of());
        }
        var measure = Measure.begin(subject.pids());
        var opened = listeners.open(0, load.sockets(), load.opensAtOnce(), false);
        measure.end();
        report.figure("sockets open", opened.open(), "");
        report.figure("sockets opened", opened.perSecond(), "/s");
        measure.cpu(report, opened.open(), "open");
        measure.memory(report, opened.open(), "socket");
        opened.refused()
                .forEach((why, many) -> report.note("refused: %s, %d times".formatted(why, many)));
        return opened;
    }

    private void drive(Duration time) {
        if (time.isZero()) {
            return;
        }
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
        await(() -> System.nanoTime() >= end, time);
    }

    private void completed() {
        if (sending && load.sockets() > 0) {
            webhooks.send();
        }
    }

    private void acknowledged() {
        if (sending && load.sockets() == 0) {
            webhooks.send();
        }
    }

    /** What was never answered cannot be missed yet: a backlog is waited for first. */
    private void settle() {
        sending = false;
        await(() -> webhooks.answered() == webhooks.sent(), BACKLOG_PATIENCE);
        await(() -> listeners.missing(0, load.sockets(), webhooks.sent()) <= 0, load.settle());
    }

    private Faults faults(Opened opened) {
        var found = listeners.faults(webhooks.sent());
        long unanswered = webhooks.sent() - webhooks.answered();
        return new Faults(
                load.sockets() == 0 ? unanswered : found.missing(),
                found.doubled(),
                found.reordered(),
                found.misdirected(),
                found.lost() + load.sockets() - opened.open());
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
        report.latency("webhook to the last socket", completions.toTheLast());
        report.latency("webhook to its answer", webhooks.toTheAnswer());
        long unanswered = webhooks.sent() - webhooks.answered();
        if (unanswered > 0) {
            report.note(
                    "never answered, and so counted as missing: %,d webhooks"
                            .formatted(unanswered));
        }
        webhooks.failures()
                .forEach((why, many) ->
                        report.note("sent again: %s, %d times".formatted(why, many)));
    }

    static void await(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        webhooks.close();
        listeners.close();
    }
}
