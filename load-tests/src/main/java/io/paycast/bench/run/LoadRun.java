package io.paycast.bench.run;

import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.wire.RunId;
import java.time.Duration;

/** Opens sockets, sends webhooks and measures their deliveries. Used by one thread. */
public final class LoadRun {

    /** The figure name of the latency to a client. */
    public static final String TO_SOCKET = "webhook to socket";

    /** The figure name of the latency to the 200. */
    public static final String TO_RESPONSE = "webhook to its answer";

    private static final Duration RUN_IN = Duration.ofSeconds(1);

    private final LoadGenerator generator;
    private final Load load;
    private final Report report;

    private LoadRun(LoadGenerator generator, Report report) {
        this.generator = generator;
        this.load = generator.load();
        this.report = report;
    }

    /** Loads a system and reports what was measured. */
    public static Report run(String name, SystemUnderTest system, RunId id, Load load) {
        var report = new Report(name);
        try (var generator = new LoadGenerator(system, id, load, 0)) {
            new LoadRun(generator, report).run();
        }
        return report;
    }

    private void run() {
        if (load.clients().sockets() > 0) {
            if (!generator.open(report)) {
                return;
            }
            report.figure("sockets open", load.clients().sockets(), "");
        }
        if (new WarmUp(generator).run(report)) {
            runIn();
            measure();
        }
        generator.finish(report, 0);
    }

    /** Loads at the measured pace for a moment; a closed loop then continues. */
    private void runIn() {
        var sending = load.sending();
        boolean skipped = load.timing().maxWarmUp().isZero();
        if (sending.isOpenLoop()) {
            if (!skipped) {
                generator.send(sending.rate(), RUN_IN);
                generator.settle();
            }
            return;
        }
        generator.startLoop(sending.inFlight(), sending.thinkTime());
        if (!skipped) {
            LoadGenerator.pass(RUN_IN);
        }
    }

    private void measure() {
        generator.restart();
        var before = Counts.of(generator);
        var measurement = Measurement.begin(generator.system());
        if (load.sending().isOpenLoop()) {
            generator.send(load.sending().rate(), load.timing().measured());
        } else {
            LoadGenerator.pass(load.timing().measured());
        }
        measurement.stop();
        var counts = Counts.of(generator).since(before);
        generator.endLoop();
        generator.settle();
        report(measurement, counts);
        measurement.reportMemory(report);
        report.latency(TO_SOCKET, generator.clients().snapshot().latencies());
        report.latency("webhook to the last socket", generator.completions().toTheLast());
        report.latency(TO_RESPONSE, generator.webhooks().latencies());
    }

    private void report(Measurement measurement, Counts counts) {
        double seconds = measurement.seconds();
        report.figure("webhooks", counts.sent() / seconds, "/s");
        measurement.reportCores(report);
        if (load.clients().sockets() > 0) {
            double deliveries = counts.deliveries();
            report.figure("deliveries", deliveries / seconds, "/s");
            report.figure(Report.MESSAGE_BYTES, counts.bytes() / deliveries, "");
            measurement.reportCpu(report, deliveries, "delivery");
        }
        measurement.reportCpu(report, (double) counts.completed(), "webhook");
        long late = counts.sent() - counts.completed();
        if (load.sending().isOpenLoop() && late > load.sending().rate()) {
            report.note(
                    "the system did not keep up: %,d webhooks were in flight when the last was sent"
                            .formatted(late));
        }
    }

    private record Counts(long sent, long completed, long deliveries, long bytes) {

        static Counts of(LoadGenerator generator) {
            var received = generator.clients().snapshot();
            return new Counts(
                    generator.webhooks().sent(),
                    generator.completed(),
                    received.deliveries(),
                    received.bytes());
        }

        Counts since(Counts before) {
            return new Counts(
                    sent - before.sent,
                    completed - before.completed,
                    deliveries - before.deliveries,
                    bytes - before.bytes);
        }
    }
}
