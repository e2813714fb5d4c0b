package io.paycast.bench.baseline;

import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.SystemUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the same machine can do at least, right after a run, and sets the run against it.
 * Each floor is a process of its own, loaded and counted by the same clients as Paycast is, and
 * warmed up no less. One that fails fails the run: a ratio to nothing is none.
 */
public final class Baselines {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration NOTHING_TO_COMPILE = Duration.ofSeconds(10);
    static final String SOCKET = "webhook to socket";
    static final String ANSWER = "webhook to its answer";

    private final Baseline floor;
    private final @Nullable String broker;

    /**
     * @param folder a temporary one
     * @param broker where Kafka is; null where that is not known
     */
    public Baselines(Path folder, Path checkout, @Nullable String broker) {
        this.floor = new Baseline(folder, checkout);
        this.broker = broker;
    }

    /** Adds to a report the floors of the load of Paycast that it is about. */
    public void beside(Report report, Load load, SystemUnderTest paycast) {
        if (!report.isSound()) {
            report.note("floors are left out: there is nothing to set them beside");
            return;
        }
        try {
            if (load.sockets() > 1 && load.scoped()) {
                report.note("floors: none for sockets that want different things");
            } else if (load.sockets() > 1) {
                broadcast(report, load, paycast);
            } else if (broker == null) {
                report.note("floors are left out: they take a Kafka, and so need --start");
            } else if (load.sockets() == 1) {
                idle(report, load, paycast, broker);
            } else {
                ingest(report, load, broker);
            }
        } catch (IllegalStateException e) {
            report.fails("floors: " + e.getMessage());
        }
    }

    private void broadcast(Report report, Load load, SystemUnderTest paycast) {
        var floors = new BroadcastBaselines(report, load);
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
    private static Optional<String> sending(SystemUnderTest paycast) {
        return Stream.of("gateway", "server").filter(paycast.pids()::containsKey).findFirst();
    }

    private void idle(Report report, Load load, SystemUnderTest paycast, String kafka) {
        try (var echo = floor.echo();
                var clients = floor.kafka(kafka, 0)) {
            new IdleBaselines(report, load).beside(paycast, echo, clients, asWarm(report, load));
        }
    }

    private void ingest(Report report, Load load, String kafka) {
        var as = asWarm(report, load);
        try (var server = floor.echo();
                var clients = floor.kafka(kafka, Math.max(1, load.inFlight()))) {
            var echo = Baseline.posted(server);
            var name = Baseline.named(server.name());
            var found = ValidRun.of(name, echo, as.alone(load.inFlight()), report);
            server.requireAlive();
            clients.load(as.leastWarmUp());
            var producer = clients.load(as.duration());
            found.ifPresent(it -> {
                double request = it.value(server.name() + ": CPU per webhook");
                double record = producer.get(1) / 1e3;
                report.figure(name + ": CPU per request", request, "µs");
                report.figure(name + ": requests", it.value("webhooks"), "/s");
                report.figure("floor, bare producer: records", producer.getFirst(), "/s");
                report.figure("floor, bare producer: CPU per record", record, "µs");
                for (var process : List.of("ingest", "server")) {
                    double used = report.value(process + ": CPU per webhook");
                    if (!Double.isNaN(used)) {
                        report.figure(
                                process + " / (producer + echo): CPU per webhook",
                                used / (record + request),
                                "");
                    }
                }
            });
        }
    }

    /** The same load, warmed up no less than what was measured. */
    private static Load asWarm(Report report, Load load) {
        double seconds = report.value(Report.WARM_UP);
        var least = Duration.ofMillis(Double.isNaN(seconds) ? 0 : (long) (seconds * 1e3));
        return load.lasting(least, load.warmUp(), shorter(load.duration(), LONGEST));
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
