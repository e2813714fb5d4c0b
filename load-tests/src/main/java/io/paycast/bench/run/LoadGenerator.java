package io.paycast.bench.run;

import io.paycast.bench.delivery.Completions;
import io.paycast.bench.delivery.DeliveryErrors;
import io.paycast.bench.delivery.DeliveryPlan;
import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.Endpoint;
import io.paycast.bench.sockets.LoadClients;
import io.paycast.bench.sockets.OpenResult;
import io.paycast.bench.sockets.SourceAddresses;
import io.paycast.bench.webhooks.OpenLoop;
import io.paycast.bench.webhooks.WebhookSender;
import io.paycast.bench.wire.RunId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The two ends of what is measured: who sends webhooks, and who listens. */
final class LoadGenerator implements AutoCloseable {

    private static final Duration BACKLOG_PATIENCE = Duration.ofSeconds(30);

    private final Load load;
    private final Completions completions;
    private final LoadClients listeners;
    private final WebhookSender webhooks;
    private boolean looping;
    private Duration thinkTime = Duration.ZERO;

    LoadGenerator(SystemUnderTest subject, RunId run, Load load) {
        this(subject, run, load, 0);
    }

    /**
     * @param apart how many of the clients, the last ones, do not wait for the others
     */
    LoadGenerator(SystemUnderTest subject, RunId run, Load load, int apart) {
        long beginNanos = System.nanoTime();
        this.load = load;
        this.completions = new Completions(load.sockets() > 0 ? _ -> again() : _ -> {});
        int readers = load.sockets() - load.stalled();
        var plan = new DeliveryPlan(load.connections(), load.steps(), load.scoped() ? readers : 0);
        var endpoint = Endpoint.of(subject.sockets());
        var sources =
                load.sources() > 0
                        ? new SourceAddresses(load.sources())
                        : SourceAddresses.enoughFor(load.sockets(), endpoint);
        this.listeners =
                new LoadClients(
                        new LoadClients.Clients(
                                endpoint,
                                run,
                                plan,
                                load.sockets(),
                                load.stalled(),
                                apart,
                                load.threads(),
                                sources,
                                load.byQuery(),
                                subject.tokens()),
                        completions,
                        beginNanos);
        this.webhooks =
                new WebhookSender(
                        subject.webhooks(),
                        run,
                        plan,
                        beginNanos,
                        load.sockets() == 0 ? _ -> again() : _ -> {});
    }

    Completions completions() {
        return completions;
    }

    LoadClients listeners() {
        return listeners;
    }

    WebhookSender webhooks() {
        return webhooks;
    }

    /** Opens all sockets; whether all are open. Without that, nothing else is worth a look. */
    boolean open(Report report) {
        return allOpen(report, listeners.open(0, load.sockets(), load.opensAtOnce(), false));
    }

    /** Notes what was refused, and fails the run where not all are open. */
    boolean allOpen(Report report, OpenResult opened) {
        opened.refused()
                .forEach((why, many) ->
                        report.note("opening a socket: %s, %,d times".formatted(why, many)));
        if (opened.notOpen() == 0) {
            return true;
        }
        report.fails(
                "%,d of %,d sockets did not open within %d s"
                        .formatted(opened.notOpen(), opened.wanted(), opened.took().toSeconds()));
        report.faults(faults(opened.notOpen()));
        return false;
    }

    /**
     * Begins a closed loop: so many under way, each that is done followed by another.
     *
     * @param pause how long after it
     */
    synchronized void loop(int inFlight, Duration pause) {
        looping = true;
        thinkTime = pause;
        for (int i = 0; i < inFlight; i++) {
            webhooks.send();
        }
    }

    /** LoadGenerator it: those under way are the last. */
    synchronized void endLoop() {
        looping = false;
    }

    private synchronized void again() {
        if (!looping) {
            return;
        }
        if (thinkTime.isZero()) {
            webhooks.send();
        } else {
            webhooks.later(thinkTime, this::next);
        }
    }

    private synchronized void next() {
        if (looping) {
            webhooks.send();
        }
    }

    /** Sends at a rate on this thread, each webhook with the time after it. */
    void send(double rate, Duration time) {
        long beginMicros = webhooks.nowMicros();
        new OpenLoop(rate, webhooks::nowMicros, webhooks::send).run(time.toNanos() / 1_000);
        long end = beginMicros + time.toNanos() / 1_000;
        await(() -> webhooks.nowMicros() >= end, time);
    }

    /** How many webhooks have got where they should: to everybody, or to an answer. */
    long done() {
        return load.sockets() > 0 ? completions.count() : webhooks.answered();
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
        long before = Long.MAX_VALUE;
        for (long left = missing(); left > 0 && left < before; left = missing()) {
            // as long as some come, the others may
            before = left;
            await(() -> missing() <= 0, load.settle());
        }
    }

    /** How many deliveries are still to come; negative where there are too many. */
    long missing() {
        return listeners.missing(0, load.sockets(), webhooks.sent());
    }

    /** What is wrong at the end, so many sockets having stayed away. */
    DeliveryErrors faults(int notOpen) {
        var found = listeners.faults(webhooks.sent());
        long unanswered = webhooks.sent() - webhooks.answered();
        return new DeliveryErrors(
                load.sockets() == 0 ? unanswered : found.missing(),
                found.doubled(),
                found.reordered(),
                found.misdirected(),
                found.lost() + notOpen);
    }

    /** Notes what became of webhooks that were not simply answered, and of sockets that ended. */
    void noteFailures(Report report) {
        long unanswered = webhooks.sent() - webhooks.answered();
        if (unanswered > 0) {
            report.note(
                    "never answered, and so counted as missing: %,d webhooks"
                            .formatted(unanswered));
        }
        webhooks.failures()
                .forEach((why, many) ->
                        report.note("sent again: %s, %,d times".formatted(why, many)));
        listeners
                .ends()
                .forEach((why, many) -> report.note("lost: %s, %,d times".formatted(why, many)));
    }

    static void await(BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Override
    public void close() {
        endLoop();
        webhooks.close();
        listeners.close();
    }
}
