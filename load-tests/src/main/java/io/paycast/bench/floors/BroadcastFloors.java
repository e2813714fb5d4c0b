package io.paycast.bench.floors;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.Subject;
import io.paycast.bench.webhooks.Webhooks.Destination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The floors of a broadcast. Each is loaded by itself first, which warms it up; then Paycast and
 * the floors are loaded in turns, a few seconds each. Where others share a machine its speed
 * changes by the minute, and only what was measured side by side may be divided.
 */
final class BroadcastFloors {

    private static final int TURNS = 3;
    private static final Duration TURN = Duration.ofSeconds(4);
    private static final Duration TURNS_WARM_UP = Duration.ofSeconds(2);

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
     * Loads Paycast and the floors in turns, and adds what each delivery cost and, as the median of
     * all turns, how that of Paycast compares. A floor's turn lies between two of Paycast's.
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
        var own = new ArrayList<>(List.of(turn(process, alone)));
        var others = new LinkedHashMap<String, List<Double>>();
        for (int turn = 0; turn < TURNS && report.isSound(); turn++) {
            floors.forEach((name, floor) ->
                    others.computeIfAbsent(name, _ -> new ArrayList<>()).add(turn(name, floor)));
            own.add(turn(process, alone));
        }
        if (!report.isSound()) {
            return; // a ratio to nothing is none
        }
        report.figure(process + ", in turns: CPU per delivery", median(own), "µs");
        others.forEach((name, costs) -> {
            report.figure(Floor.named(name) + ", in turns: CPU per delivery", median(costs), "µs");
            report.figure(
                    "%s / %s: CPU per delivery".formatted(process, name),
                    median(ratios(own, costs)),
                    "");
        });
    }

    /** What a delivery cost within one turn; NaN where the turn was not sound. */
    private double turn(String name, Subject subject) {
        var as =
                load.lasting(
                        Duration.ZERO,
                        Floors.shorter(load.warmUp(), TURNS_WARM_UP),
                        Floors.shorter(load.duration(), TURN));
        return SoundRun.of(name + ", in turns", subject, as, report)
                .map(found -> found.value(name + ": CPU per delivery"))
                .orElse(Double.NaN);
    }

    /**
     * What Paycast cost, each time as the mean of its turns before and after, by a floor's cost.
     */
    static List<Double> ratios(List<Double> own, List<Double> others) {
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn < others.size(); turn++) {
            ratios.add((own.get(turn) + own.get(turn + 1)) / 2 / others.get(turn));
        }
        return ratios;
    }

    static double median(List<Double> of) {
        return of.stream().sorted().toList().get(of.size() / 2);
    }
}
