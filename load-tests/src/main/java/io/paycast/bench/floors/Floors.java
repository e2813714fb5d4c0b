package io.paycast.bench.floors;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.LoadRun;
import io.paycast.bench.run.Subject;
import io.paycast.bench.webhooks.Webhooks.Destination;
import io.paycast.bench.wire.RunId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the same machine can do at least, right after a run, and sets the run against it.
 * Each floor is a process of its own, loaded and counted by the same clients as Paycast is.
 */
public final class Floors {

    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final String SOCKET = "webhook to socket";
    private static final String ANSWER = "webhook to its answer";

    private final Floor floor;
    private final @Nullable String broker;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param folder a temporary one
     * @param broker where Kafka is; null where that is not known
     */
    public Floors(Path folder, Path checkout, @Nullable String broker) {
        this.floor = new Floor(folder, checkout);
        this.broker = broker;
    }

    /** Adds to a report the floors of the load that it is about. */
    public void beside(Report report, Load load) {
        if (load.duration().isZero()) {
            report.note("floors: none for a load without webhooks");
            return;
        }
        if (broker == null) {
            report.note("floors of Kafka are left out: they need --start");
        }
        if (load.sockets() == 0) {
            ingest(report, load);
            return;
        }
        if (load.sockets() > 1 && !load.scoped()) {
            floor.sendLoop()
                    .ifPresentOrElse(
                            it -> broadcast(it, report, load),
                            () ->
                                    report.note(
                                            "floor, send(2) loop, is left out: no cc compiles it here"));
            broadcast(floor.netty(), report, load);
        }
        long there = thereAndBack(report, load);
        if (load.sockets() == 1 && there > 0) {
            idle(report, load, there);
        }
    }

    private void broadcast(ChildProcess server, Report report, Load load) {
        try (server) {
            var to = Floor.uri(server);
            int bytes = (int) Math.round(report.value("bytes of a message"));
            var found = load(server, Destination.passingOn(to, bytes), load);
            if (found.value("deliveries") == 0) {
                return;
            }
            var name = "floor, " + server.name();
            double cpu = found.value(server.name() + ": CPU per delivery");
            report.figure(name + ": deliveries", found.value("deliveries"), "/s");
            report.figure(name + ": CPU per delivery", cpu, "µs");
            latency(report, name, found, SOCKET);
            measured(report, "CPU per delivery")
                    .forEach((process, value) ->
                            report.figure(
                                    "%s / %s: CPU per delivery".formatted(process, server.name()),
                                    value / cpu,
                                    ""));
            sound(report, name, found);
        }
    }

    private long thereAndBack(Report report, Load load) {
        if (broker == null) {
            return 0;
        }
        var found = floor.kafka(broker, shorter(load.warmUp()), shorter(load.duration()), 0);
        report.figure("floor, Kafka produce and consume: p50", found.get(0) / 1e6, "ms");
        report.figure("floor, Kafka produce and consume: p99", found.get(1) / 1e6, "ms");
        return found.get(0);
    }

    private void idle(Report report, Load load, long kafkaNanos) {
        try (var server = floor.echo()) {
            var found = load(server, new Destination(Floor.uri(server), "X", "x"), load.alone(1));
            long echo = median(found, ANSWER);
            report.figure("floor, bare HTTP echo: p50", echo / 1e6, "ms");
            report.figure(
                    "webhook to socket / (HTTP echo + Kafka): p50",
                    median(report, SOCKET) / (double) (echo + kafkaNanos),
                    "");
            sound(report, "floor, bare HTTP echo", found);
        }
    }

    private void ingest(Report report, Load load) {
        double echo;
        try (var server = floor.echo()) {
            var to = new Destination(Floor.uri(server), "X", "x");
            var found = load(server, to, load.alone(load.inFlight()));
            echo = found.value(server.name() + ": CPU per webhook");
            report.figure("floor, bare WebFlux echo: CPU per request", echo, "µs");
            report.figure("floor, bare WebFlux echo: requests", found.value("webhooks"), "/s");
            sound(report, "floor, bare WebFlux echo", found);
        }
        if (broker == null) {
            return;
        }
        var found =
                floor.kafka(
                        broker,
                        shorter(load.warmUp()),
                        shorter(load.duration()),
                        Math.max(1, load.inFlight()));
        double producer = found.get(1) / 1e3;
        report.figure("floor, bare producer: records", found.get(0), "/s");
        report.figure("floor, bare producer: CPU per record", producer, "µs");
        measured(report, "CPU per webhook")
                .forEach((process, value) ->
                        report.figure(
                                process + " / (producer + echo): CPU per webhook",
                                value / (producer + echo),
                                ""));
    }

    private Report load(ChildProcess server, Destination to, Load load) {
        var subject =
                new Subject(to.uri(), to, _ -> "floor", Map.of(server.name(), server.pid()), false);
        var shorter = load.lasting(shorter(load.warmUp()), shorter(load.duration()));
        try (var run = new LoadRun(server.name(), subject, RunId.random(random), shorter)) {
            return run.run();
        }
    }

    /** What Paycast's processes used of something, those only that a floor stands for. */
    private static Map<String, Double> measured(Report report, String what) {
        var found = new java.util.TreeMap<String, Double>();
        var processes =
                what.endsWith("delivery")
                        ? List.of("gateway", "server")
                        : List.of("ingest", "server");
        for (var process : processes) {
            double value = report.value(process + ": " + what);
            if (!Double.isNaN(value)) {
                found.put(process, value);
            }
        }
        return found;
    }

    private static void latency(Report report, String name, Report found, String which) {
        var latencies = found.latencies().get(which);
        if (latencies != null) {
            report.latency(name, latencies);
        }
    }

    private static long median(Report report, String which) {
        var latencies = report.latencies().get(which);
        return latencies == null ? 0 : latencies.getValueAtPercentile(50);
    }

    private static void sound(Report report, String name, Report found) {
        if (!found.faults().none()) {
            report.note("%s is not sound: %s".formatted(name, found.faults()));
        }
    }

    private static Duration shorter(Duration time) {
        return time.compareTo(LONGEST) < 0 ? time : LONGEST;
    }
}
