package io.paycast.bench.baseline;

import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.LoadRun;
import io.paycast.bench.wire.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the same machine can do without Paycast, right after a run, and adds the comparison
 * to the run's report. The same clients load and measure each baseline. A baseline that fails makes
 * the run fail, because a ratio to nothing has no meaning. Used by one thread.
 */
public final class Baselines {

    private static final Duration MAX_DURATION = Duration.ofSeconds(10);
    private static final Duration NATIVE_WARM_UP = Duration.ofSeconds(10);
    private static final String ECHO = "bare HTTP echo";
    private static final String KAFKA = "Kafka produce and consume";

    private final Report report;
    private final Load load;
    private final SystemUnderTest paycast;
    private final Setup setup;

    /**
     * What baselines need.
     *
     * @param folder a temporary folder
     * @param broker the address of Kafka; null if unknown
     * @param compiler the C compiler
     */
    public record Setup(Path folder, Path checkout, @Nullable String broker, String compiler) {}

    /**
     * @param report of a run of Paycast; receives the comparison
     * @param load of that run
     */
    public Baselines(Report report, Load load, SystemUnderTest paycast, Setup setup) {
        this.report = report;
        this.load = load;
        this.paycast = paycast;
        this.setup = setup;
    }

    /** Measures the baselines of this load and adds the comparison to the report. */
    public void compare() {
        int sockets = load.clients().sockets();
        var broker = setup.broker();
        if (!report.isSound()) {
            report.note("floors are omitted: the run is not sound");
            return;
        }
        try {
            if (sockets > 1 && load.clients().isScoped()) {
                report.note("floors are omitted: there is none for scoped sockets");
            } else if (sockets > 1) {
                broadcast();
            } else if (broker == null) {
                report.note("floors are omitted: they need the Kafka of --start");
            } else if (sockets == 1) {
                idle(broker);
            } else {
                ingest(broker);
            }
        } catch (IllegalStateException e) {
            report.fail("floors: " + e.getMessage());
        }
    }

    /** A broadcast: Paycast's CPU per delivery against a loop of send(2) and bare Netty. */
    private void broadcast() {
        var systems = new LinkedHashMap<String, SystemUnderTest>();
        var source = setup.checkout().resolve("load-tests/src/main/c/broadcast.c");
        var compiled = Baseline.sendLoop(setup.compiler(), source, setup.folder());
        try (var netty = Baseline.netty(setup.folder());
                var sendLoop = compiled.orElse(null)) {
            if (sendLoop == null) {
                report.note(
                        "floor, send(2) loop, is omitted: %s fails".formatted(setup.compiler()));
            } else {
                var timing = load.timing();
                var warmUp = Load.shorter(timing.maxWarmUp(), NATIVE_WARM_UP);
                var measured = Load.shorter(timing.measured(), MAX_DURATION);
                loadAlone(sendLoop, load.lasting(Duration.ZERO, warmUp, measured), systems);
            }
            loadAlone(netty, asWarm(), systems);
            var sending =
                    Stream.of("gateway", "server").filter(paycast.pids()::containsKey).findFirst();
            if (report.isSound() && sending.isPresent()) {
                interleave(sending.get(), systems);
            }
        }
    }

    /** Loads one baseline alone, which also warms it up. */
    private void loadAlone(Baseline baseline, Load as, Map<String, SystemUnderTest> systems) {
        var label = Baseline.label(baseline.name());
        try {
            int messageBytes = (int) Math.round(report.value(Report.MESSAGE_BYTES));
            var system = baseline.forwarding(messageBytes);
            var found = run(label, system, as);
            baseline.requireAlive();
            found.ifPresent(it -> {
                systems.put(baseline.name(), system);
                report.figure(label + ": deliveries", it.value("deliveries"), "/s");
                Optional.ofNullable(it.latencies().get(LoadRun.TO_SOCKET))
                        .ifPresent(latencies -> report.latency(label, latencies));
            });
        } catch (IllegalStateException e) {
            report.fail("%s: %s".formatted(label, e.getMessage()));
        }
    }

    private void interleave(String process, Map<String, SystemUnderTest> systems) {
        var gateway = paycast.measuring(Map.of(process, paycast.pids().getOrDefault(process, 0L)));
        var baselines = new LinkedHashMap<String, DoubleSupplier>();
        systems.forEach((name, system) -> baselines.put(name, () -> cpuPerDelivery(name, system)));
        DoubleSupplier own = () -> cpuPerDelivery(process, gateway);
        var runs = InterleavedRuns.of(own, baselines, report::isSound);
        if (!report.isSound()) {
            return;
        }
        runs.report(report, process, "CPU per delivery", "µs");
        for (var name : systems.keySet()) {
            report.figure(
                    "%s / %s: CPU per delivery".formatted(process, name), runs.ratio(name), "");
        }
    }

    /** In microseconds; NaN if the run is not sound. */
    private double cpuPerDelivery(String name, SystemUnderTest system) {
        return run(name + ", in turns", system, InterleavedRuns.each(load))
                .map(found -> found.value(name + ": CPU per delivery"))
                .orElse(Double.NaN);
    }

    /**
     * One webhook to one socket: Paycast's median latency against the sum of an HTTP echo and a
     * record through Kafka. The echo's response stands for the message to the socket.
     */
    private void idle(String broker) {
        try (var server = Baseline.echo(setup.folder());
                var clients = Baseline.kafka(setup.folder(), broker, 0)) {
            var warm = asWarm();
            var echo = server.responding();
            var toSocket = LoadRun.TO_SOCKET;
            var toResponse = LoadRun.TO_RESPONSE;
            median(Baseline.label(ECHO), echo, warm.withoutClients(1), toResponse);
            clients.loadKafka(warm.timing().minWarmUp(), Duration.ZERO);
            var bare = paycast.measuring(Map.of());
            var each = InterleavedRuns.each(load);
            var pause = load.sending().thinkTime();
            var webhooks = each.withoutClients(1);
            DoubleSupplier own = () -> median(toSocket + ", in turns", bare, each, toSocket);
            DoubleSupplier response = () -> median(ECHO + ", in turns", echo, webhooks, toResponse);
            DoubleSupplier record =
                    () -> clients.loadKafka(each.timing().measured(), pause).getFirst() / 1e6;
            var baselines = new LinkedHashMap<>(Map.of(ECHO, response));
            baselines.put(KAFKA, record);
            var runs = InterleavedRuns.of(own, baselines, report::isSound);
            server.requireAlive();
            if (report.isSound()) {
                runs.report(report, toSocket, "p50", "ms");
                report.figure(
                        toSocket + " / (HTTP echo + Kafka): p50", runs.ratio(ECHO, KAFKA), "");
            }
        }
    }

    /** In milliseconds; NaN if the run is not sound. */
    private double median(String name, SystemUnderTest system, Load as, String latency) {
        return run(name, system, as)
                .map(found -> found.latencies().get(latency))
                .map(nanos -> nanos.getValueAtPercentile(50) / 1e6)
                .orElse(Double.NaN);
    }

    /** Ingest without sockets: CPU per webhook against an HTTP echo and a bare producer. */
    private void ingest(String broker) {
        var warm = asWarm();
        int inFlight = Math.max(1, load.sending().inFlight());
        try (var server = Baseline.echo(setup.folder());
                var clients = Baseline.kafka(setup.folder(), broker, inFlight)) {
            var label = Baseline.label(server.name());
            var found = run(label, server.responding(), warm.withoutClients(inFlight));
            server.requireAlive();
            clients.loadKafka(warm.timing().minWarmUp(), Duration.ZERO);
            var producer = clients.loadKafka(warm.timing().measured(), Duration.ZERO);
            found.ifPresent(echo -> {
                double request = echo.value(server.name() + ": CPU per webhook");
                double record = producer.get(1) / 1e3;
                report.figure(label + ": CPU per request", request, "µs");
                report.figure(label + ": requests", echo.value("webhooks"), "/s");
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

    /** Loads a system; empty, and the run fails, if its report is not sound. */
    private Optional<Report> run(String name, SystemUnderTest system, Load as) {
        var found = LoadRun.run(name, system, RunId.random(), as);
        if (found.isSound()) {
            return Optional.of(found);
        }
        var reasons = String.join("; ", found.failures());
        report.fail(
                "%s: %s".formatted(name, reasons.isEmpty() ? found.errors().toString() : reasons));
        found.notes().forEach(note -> report.note("%s: %s".formatted(name, note)));
        return Optional.empty();
    }

    /** The same load, warmed up at least as long as Paycast was. */
    private Load asWarm() {
        double seconds = report.value(Report.WARM_UP);
        var min = Duration.ofMillis(Double.isNaN(seconds) ? 0 : (long) (seconds * 1e3));
        var timing = load.timing();
        return load.lasting(min, timing.maxWarmUp(), Load.shorter(timing.measured(), MAX_DURATION));
    }
}
