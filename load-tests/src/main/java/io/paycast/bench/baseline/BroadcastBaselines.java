package io.paycast.bench.baseline;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The floors of a broadcast. Each is loaded by itself first, which warms it up; then Paycast and
 * the floors are loaded in turns.
 */
final class BroadcastBaselines {

    private final Report report;
    private final Load load;
    private final Map<String, SystemUnderTest> floors = new LinkedHashMap<>();

    /**
     * @param report of a run that was sound; takes what is found
     * @param load what that run was loaded with
     */
    BroadcastBaselines(Report report, Load load) {
        this.report = report;
        this.load = load;
    }

    /** Loads a floor by itself, once it listens. */
    void alone(ChildProcess floor, Load as) {
        try {
            var bytes = (int) Math.round(report.value(Report.MESSAGE_BYTES));
            var to = Destination.passingOn(Baseline.uri(floor), bytes);
            var subject = Baseline.subject(floor, to);
            var found = ValidRun.of(Baseline.named(floor.name()), subject, as, report);
            floor.requireAlive();
            found.ifPresent(it -> {
                floors.put(floor.name(), subject);
                report.figure(
                        Baseline.named(floor.name()) + ": deliveries",
                        it.value("deliveries"),
                        "/s");
                var latencies = it.latencies().get(Baselines.SOCKET);
                if (latencies != null) {
                    report.latency(Baseline.named(floor.name()), latencies);
                }
            });
        } catch (IllegalStateException e) {
            report.fails("%s: %s".formatted(Baseline.named(floor.name()), e.getMessage()));
        }
    }

    /**
     * Loads Paycast and the floors in turns, and adds what each delivery cost and how that of
     * Paycast compares.
     *
     * @param process which of Paycast's processes sends to sockets
     */
    void inTurns(SystemUnderTest paycast, String process) {
        var alone =
                new SystemUnderTest(
                        paycast.sockets(),
                        paycast.webhooks(),
                        paycast.tokens(),
                        Map.of(process, paycast.pids().get(process)),
                        false);
        var others = new LinkedHashMap<String, DoubleSupplier>();
        floors.forEach((name, floor) -> others.put(name, () -> turn(name, floor)));
        var turns = InterleavedRuns.of(() -> turn(process, alone), others, report::isSound);
        if (!report.isSound()) {
            return; // a ratio to nothing is none
        }
        report.figure(process + ", in turns: CPU per delivery", turns.median(), "µs");
        for (var name : floors.keySet()) {
            report.figure(
                    Baseline.named(name) + ", in turns: CPU per delivery",
                    turns.median(name),
                    "µs");
            report.figure(
                    "%s / %s: CPU per delivery".formatted(process, name), turns.ratio(name), "");
        }
    }

    /** What a delivery cost within one turn; NaN where the turn was not sound. */
    private double turn(String name, SystemUnderTest subject) {
        return ValidRun.of(name + ", in turns", subject, InterleavedRuns.each(load), report)
                .map(found -> found.value(name + ": CPU per delivery"))
                .orElse(Double.NaN);
    }
}
