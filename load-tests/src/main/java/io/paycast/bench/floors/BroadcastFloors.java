package io.paycast.bench.floors;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.Subject;
import io.paycast.bench.webhooks.Webhooks.Destination;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The floors of a broadcast. Each is loaded by itself first, which warms it up; then Paycast and
 * the floors are loaded in turns.
 */
final class BroadcastFloors {

    private final Report report;
    private final Load load;
    private final Map<String, Subject> floors = new LinkedHashMap<>();

    /**
     * @param report of a run that was sound; takes what is found
     * @param load what that run was loaded with
     */
    BroadcastFloors(Report report, Load load) {
        this.report = report;
        this.load = load;
    }

    /** Loads a floor by itself, once it listens. */
    void alone(ChildProcess floor, Load as) {
        try {
            var bytes = (int) Math.round(report.value(Report.MESSAGE_BYTES));
            var to = Destination.passingOn(Floor.uri(floor), bytes);
            var subject = Floor.subject(floor, to);
            var found = SoundRun.of(Floor.named(floor.name()), subject, as, report);
            floor.requireAlive();
            found.ifPresent(it -> {
                floors.put(floor.name(), subject);
                report.figure(
                        Floor.named(floor.name()) + ": deliveries", it.value("deliveries"), "/s");
                var latencies = it.latencies().get(Floors.SOCKET);
                if (latencies != null) {
                    report.latency(Floor.named(floor.name()), latencies);
                }
            });
        } catch (IllegalStateException e) {
            report.fails("%s: %s".formatted(Floor.named(floor.name()), e.getMessage()));
        }
    }

    /**
     * Loads Paycast and the floors in turns, and adds what each delivery cost and how that of
     * Paycast compares.
     *
     * @param process which of Paycast's processes sends to sockets
     */
    void inTurns(Subject paycast, String process) {
        var alone =
                new Subject(
                        paycast.sockets(),
                        paycast.webhooks(),
                        paycast.tokens(),
                        Map.of(process, paycast.pids().get(process)),
                        false);
        var others = new LinkedHashMap<String, DoubleSupplier>();
        floors.forEach((name, floor) -> others.put(name, () -> turn(name, floor)));
        var turns = Turns.of(() -> turn(process, alone), others, report::isSound);
        if (!report.isSound()) {
            return; // a ratio to nothing is none
        }
        report.figure(process + ", in turns: CPU per delivery", turns.median(), "µs");
        for (var name : floors.keySet()) {
            report.figure(
                    Floor.named(name) + ", in turns: CPU per delivery", turns.median(name), "µs");
            report.figure(
                    "%s / %s: CPU per delivery".formatted(process, name), turns.ratio(name), "");
        }
    }

    /** What a delivery cost within one turn; NaN where the turn was not sound. */
    private double turn(String name, Subject subject) {
        return SoundRun.of(name + ", in turns", subject, Turns.each(load), report)
                .map(found -> found.value(name + ": CPU per delivery"))
                .orElse(Double.NaN);
    }
}
