package io.paycast.bench.run;

import io.paycast.bench.account.Completions;
import io.paycast.bench.account.Faults;
import io.paycast.bench.account.Plan;
import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.Endpoint;
import io.paycast.bench.sockets.Listeners;
import io.paycast.bench.sockets.Opened;
import io.paycast.bench.sockets.SourceAddresses;
import io.paycast.bench.webhooks.Webhooks;
import io.paycast.bench.wire.RunId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** The two ends of what is measured: who sends webhooks, and who listens. */
final class Ends implements AutoCloseable {

    private static final Duration BACKLOG_PATIENCE = Duration.ofMinutes(1);

    private final Subject subject;
    private final Load load;
    private final Completions completions;
    private final Listeners listeners;
    private final Webhooks webhooks;

    /**
     * @param completed is told of each webhook that everybody has
     * @param acknowledged is told of each that was answered
     */
    Ends(Subject subject, RunId run, Load load, IntConsumer completed, IntConsumer acknowledged) {
        long beginNanos = System.nanoTime();
        this.subject = subject;
        this.load = load;
        this.completions = new Completions(completed);
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
        this.webhooks = new Webhooks(subject.webhooks(), run, plan, beginNanos, acknowledged);
    }

    Completions completions() {
        return completions;
    }

    Listeners listeners() {
        return listeners;
    }

    Webhooks webhooks() {
        return webhooks;
    }

    /** Opens all sockets, and reports what that took. */
    Opened open(Report report) {
        if (load.sockets() == 0) {
            return new Opened(0, Duration.ZERO, Map.of());
        }
        var measure = Measure.beginCollected(subject);
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

    /** Forgets the latencies up to now. */
    void restart() {
        listeners.restart(true);
        completions.restart();
        webhooks.restart();
    }

    /** What was never answered cannot be missed yet: a backlog is waited for first. */
    void settle() {
        await(() -> webhooks.answered() == webhooks.sent(), BACKLOG_PATIENCE);
        await(() -> listeners.missing(0, load.sockets(), webhooks.sent()) <= 0, load.settle());
    }

    /** What is wrong at the end, so many sockets having stayed away. */
    Faults faults(int notOpen) {
        var found = listeners.faults(webhooks.sent());
        long unanswered = webhooks.sent() - webhooks.answered();
        return new Faults(
                load.sockets() == 0 ? unanswered : found.missing(),
                found.doubled(),
                found.reordered(),
                found.misdirected(),
                found.lost() + notOpen);
    }

    /** Notes what became of webhooks that were not simply answered. */
    void noteFailures(Report report) {
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
