package io.paycast.bench.floors;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.Subject;
import io.paycast.bench.webhooks.Webhooks.Destination;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the same machine can do at least, right after a run, and sets the run against it.
 * Each floor is a process of its own, loaded and counted by the same clients as Paycast is, and
 * warmed up no less. One that fails fails the run: a ratio to nothing is none.
 */
public final class Floors {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration NOTHING_TO_COMPILE = Duration.ofSeconds(10);
    static final String SOCKET = "webhook to socket";
    private static final String ANSWER = "webhook to its answer";

    private final Floor floor;
    private final @Nullable String broker;

    /**
     * @param folder a temporary one
     * @param broker where Kafka is; null where that is not known
     */
    public Floors(Path folder, Path checkout, @Nullable String broker) {
        this.floor = new Floor(folder, checkout);
        this.broker = broker;
    }

    /** Adds to a report the floors of the load of Paycast that it is about. */
    public void beside(Report report, Load load, Subject paycast) {
        if (!report.isSound()) {
            report.note("floors are left out: there is nothing to set them beside");
            return;
        }
        if (load.sockets() == 0) {
            ingest(report, load);
        } else if (load.sockets() == 1) {
            idle(report, load);
        } else if (load.scoped()) {
            report.note("floors: none for sockets that want different things");
        } else {
            broadcast(report, load, paycast);
        }
    }

    private void broadcast(Report report, Load load, Subject paycast) {
        var floors = new BroadcastFloors(report, load);
        var sendLoop = floor.sendLoop();
        try (var netty = floor.netty();
                var loop = sendLoop.orElse(null)) {
            if (loop == null) {
                report.note("floor, send(2) loop, is left out: no cc compiles it here");
            } else {
                floors.alone(
                        loop,
                        load.lasting(
                                Duration.ZERO,
                                shorter(load.warmUp(), NOTHING_TO_COMPILE),
                                shorter(load.duration(), LONGEST)));
            }
            floors.alone(netty, asWarm(report, load));
            if (report.isSound()) {
                sending(paycast).ifPresent(process -> floors.inTurns(paycast, process));
            }
        }
    }

    /** Which of Paycast's processes sends to sockets, where its use is known. */
    private static Optional<String> sending(Subject paycast) {
        return Stream.of("gateway", "server").filter(paycast.pids()::containsKey).findFirst();
    }

    private void idle(Report report, Load load) {
        var server = floor.echo();
        measured(
                server,
                report,
                asWarm(report, load).alone(1),
                uri -> new Destination(uri, "X", "x"),
                found -> {
                    double echo = median(found, ANSWER);
                    report.figure("floor, bare HTTP echo: p50", echo, "ms");
                    kafka(
                            report,
                            load,
                            0,
                            numbers -> {
                                double kafka = numbers.get(0) / 1e6;
                                report.figure("floor, Kafka produce and consume: p50", kafka, "ms");
                                report.figure(
                                        "floor, Kafka produce and consume: p99",
                                        numbers.get(1) / 1e6,
                                        "ms");
                                report.figure(
                                        "webhook to socket / (HTTP echo + Kafka): p50",
                                        median(report, SOCKET) / (echo + kafka),
                                        "");
                            });
                });
    }

    private void ingest(Report report, Load load) {
        var server = floor.echo();
        measured(
                server,
                report,
                asWarm(report, load).alone(load.inFlight()),
                uri -> new Destination(uri, "X", "x"),
                found -> {
                    double echo = found.value(server.name() + ": CPU per webhook");
                    report.figure("floor, bare WebFlux echo: CPU per request", echo, "µs");
                    report.figure(
                            "floor, bare WebFlux echo: requests", found.value("webhooks"), "/s");
                    kafka(
                            report,
                            load,
                            Math.max(1, load.inFlight()),
                            numbers -> {
                                double producer = numbers.get(1) / 1e3;
                                report.figure(
                                        "floor, bare producer: records", numbers.get(0), "/s");
                                report.figure(
                                        "floor, bare producer: CPU per record", producer, "µs");
                                used(report, List.of("ingest", "server"), "CPU per webhook")
                                        .forEach((process, value) ->
                                                report.figure(
                                                        process
                                                                + " / (producer + echo): CPU per webhook",
                                                        value / (producer + echo),
                                                        ""));
                            });
                });
    }

    /** Loads a floor, and has what was found looked at where it is sound. */
    private void measured(
            ChildProcess server,
            Report report,
            Load load,
            Function<URI, Destination> destination,
            Consumer<Report> then) {
        try (server) {
            var to = destination.apply(Floor.uri(server));
            var name = Floor.named(server.name());
            var found = SoundRun.of(name, Floor.subject(server, to), load, report);
            server.requireAlive();
            found.ifPresent(then);
        } catch (IllegalStateException e) {
            report.fails("%s: %s".formatted(Floor.named(server.name()), e.getMessage()));
        }
    }

    private void kafka(Report report, Load load, int inFlight, Consumer<List<Long>> then) {
        if (broker == null) {
            report.note("floors of Kafka are left out: they need --start");
            return;
        }
        try {
            var as = asWarm(report, load);
            then.accept(floor.kafka(broker, as.leastWarmUp(), as.duration(), inFlight));
        } catch (IllegalStateException e) {
            report.fails("floor, bare Kafka clients: " + e.getMessage());
        }
    }

    /** The same load, warmed up no less than what was measured. */
    private static Load asWarm(Report report, Load load) {
        double seconds = report.value(Report.WARM_UP);
        var least = Duration.ofMillis(Double.isNaN(seconds) ? 0 : (long) (seconds * 1e3));
        return load.lasting(least, load.warmUp(), shorter(load.duration(), LONGEST));
    }

    /** What Paycast's processes used of something, those only that a floor stands for. */
    private static Map<String, Double> used(Report report, List<String> processes, String what) {
        var found = new TreeMap<String, Double>();
        for (var process : processes) {
            double value = report.value(process + ": " + what);
            if (!Double.isNaN(value)) {
                found.put(process, value);
            }
        }
        return found;
    }

    /** In milliseconds; not a number where there is none. */
    private static double median(Report report, String which) {
        var latencies = report.latencies().get(which);
        return latencies == null ? Double.NaN : latencies.getValueAtPercentile(50) / 1e6;
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
