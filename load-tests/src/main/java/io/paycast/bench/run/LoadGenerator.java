package io.paycast.bench.run;

import io.paycast.bench.delivery.Completions;
import io.paycast.bench.delivery.DeliveryErrors;
import io.paycast.bench.delivery.DeliveryPlan;
import io.paycast.bench.delivery.Run;
import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.sockets.LoadClients;
import io.paycast.bench.webhooks.OpenLoop;
import io.paycast.bench.webhooks.WebhookSender;
import io.paycast.bench.wire.RunId;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Generates the load of one run: the clients that receive and the sender of webhooks. Used by one
 * thread, except for the closed loop, which continues on the threads that complete webhooks.
 */
final class LoadGenerator implements AutoCloseable {

    private static final Duration BACKLOG_TIMEOUT = Duration.ofSeconds(30);

    private final SystemUnderTest system;
    private final Load load;
    private final Run run;
    private final Completions completions;
    private final LoadClients clients;
    private final WebhookSender webhooks;
    private boolean looping;
    private Duration thinkTime = Duration.ZERO;

    /**
     * @param separate how many clients, the last ones, have a thread of their own
     */
    LoadGenerator(SystemUnderTest system, RunId id, Load load, int separate) {
        this.system = system;
        this.load = load;
        int orders = load.clients().isScoped() ? load.clients().reading() : 0;
        var plan = new DeliveryPlan(load.sending().connections(), load.sending().steps(), orders);
        run = new Run(id, plan, System.nanoTime());
        completions = new Completions(hasClients() ? _ -> repeat() : _ -> {});
        clients = new LoadClients(system, run, load.clients(), separate, completions);
        webhooks =
                new WebhookSender(system.webhooks(), run, hasClients() ? () -> {} : this::repeat);
    }

    private boolean hasClients() {
        return load.clients().sockets() > 0;
    }

    SystemUnderTest system() {
        return system;
    }

    Load load() {
        return load;
    }

    Completions completions() {
        return completions;
    }

    LoadClients clients() {
        return clients;
    }

    WebhookSender webhooks() {
        return webhooks;
    }

    /** Opens all sockets; returns whether all are open. */
    boolean open(Report report) {
        return requireOpen(report, openFirst(load.clients().sockets()));
    }

    /** Opens the first clients. */
    LoadClients.OpenResult openFirst(int count) {
        return clients.open(0, count, load.clients().opensAtOnce(), false);
    }

    /** Notes failed attempts, and fails the run unless all sockets are open. */
    boolean requireOpen(Report report, LoadClients.OpenResult result) {
        report.notes("opening a socket", result.failures());
        if (result.notOpen() == 0) {
            return true;
        }
        report.fail(
                "%,d of %,d sockets did not open within %d s"
                        .formatted(result.notOpen(), result.wanted(), result.took().toSeconds()));
        report.errors(errors(result.notOpen()));
        return false;
    }

    /** Starts a closed loop with this many webhooks in flight; each completed one is replaced. */
    synchronized void startLoop(int inFlight, Duration pause) {
        looping = true;
        thinkTime = pause;
        for (int i = 0; i < inFlight; i++) {
            webhooks.send();
        }
    }

    /** Ends the closed loop; webhooks in flight are not replaced. */
    synchronized void endLoop() {
        looping = false;
    }

    private synchronized void repeat() {
        if (looping && !thinkTime.isZero()) {
            webhooks.schedule(thinkTime, this::sendNext);
        } else {
            sendNext();
        }
    }

    private synchronized void sendNext() {
        if (looping) {
            webhooks.send();
        }
    }

    /** Sends at a rate for this time, on this thread. */
    void send(double rate, Duration time) {
        long endMicros = run.nowMicros() + time.toNanos() / 1_000;
        OpenLoop.run(rate, time.toNanos() / 1_000, run::nowMicros, webhooks::send);
        await(() -> run.nowMicros() >= endMicros, time);
    }

    /**
     * How many webhooks are complete: delivered to all clients, or acknowledged without clients.
     */
    long completed() {
        return hasClients() ? completions.count() : webhooks.acknowledged();
    }

    /** Discards the latencies so far. */
    void restart() {
        clients.restart();
        completions.restart();
        webhooks.restart();
    }

    /** Waits for acknowledgements, then for missing deliveries as long as some arrive. */
    void settle() {
        await(() -> webhooks.unacknowledged() == 0, BACKLOG_TIMEOUT);
        long before = Long.MAX_VALUE;
        for (long left = missing(); left > 0 && left < before; left = missing()) {
            before = left;
            await(() -> missing() <= 0, load.timing().settle());
        }
    }

    /** How many deliveries are missing; negative if there are too many. */
    private long missing() {
        return clients.missing(0, load.clients().sockets(), webhooks.sent());
    }

    /** The errors at the end of a run in which this many sockets did not open. */
    DeliveryErrors errors(int notOpen) {
        int lost = clients.unexpectedCloses().values().stream().mapToInt(it -> it).sum();
        long missing = hasClients() ? missing() : webhooks.unacknowledged();
        return clients.snapshot().errors(missing, lost + notOpen);
    }

    /** Notes failed webhooks and closed sockets, and reports the errors. */
    void finish(Report report, int notOpen) {
        if (webhooks.unacknowledged() > 0) {
            report.note(
                    "%,d webhooks got no 200 and count as missing"
                            .formatted(webhooks.unacknowledged()));
        }
        report.notes("webhook sent again", webhooks.failures());
        report.notes("socket lost", clients.unexpectedCloses());
        report.errors(errors(notOpen));
    }

    /** Waits for a condition; returns when it holds or the time is over. */
    static void await(BooleanSupplier condition, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Waits for this long. */
    static void pass(Duration time) {
        await(() -> false, time);
    }

    @Override
    public void close() {
        endLoop();
        webhooks.close();
        clients.close();
    }
}
