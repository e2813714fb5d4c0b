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
        if (!sending.isOpenLoop()) {
            generator.startLoop(sending.inFlight(), sending.thinkTime());
        }
        var time = Load.shorter(RUN_IN, load.timing().maxWarmUp());
        if (time.isZero()) {
            return;
        }
        if (sending.isOpenLoop()) {
            generator.send(sending.rate(), time);
            generator.settle();
        } else {
            LoadGenerator.pass(time);
        }
    }

    private void measure() {
        generator.restart();
        int sentBefore = generator.webhooks().sent();
        long completedBefore = generator.completed();
        var before = generator.clients().snapshot();
        var measurement = new Measurement(generator.system());
        if (load.sending().isOpenLoop()) {
            generator.send(load.sending().rate(), load.timing().measured());
        } else {
            LoadGenerator.pass(load.timing().measured());
        }
        measurement.stop();
        int sent = generator.webhooks().sent() - sentBefore;
        long completed = generator.completed() - completedBefore;
        var after = generator.clients().snapshot();
        generator.endLoop();
        generator.settle();
        report.figure("webhooks", sent / measurement.seconds(), "/s");
        measurement.reportCores(report);
        if (load.clients().sockets() > 0) {
            double deliveries = after.deliveries() - before.deliveries();
            double bytes = after.bytes() - before.bytes();
            report.figure("deliveries", deliveries / measurement.seconds(), "/s");
            report.figure(Report.MESSAGE_BYTES, bytes / deliveries, "");
            measurement.reportCpu(report, deliveries, "delivery");
        }
        measurement.reportCpu(report, (double) completed, "webhook");
        long late = sent - completed;
        if (load.sending().isOpenLoop() && late > load.sending().rate()) {
            report.note(
                    "the system did not keep up: %,d webhooks were in flight when the last was sent"
                            .formatted(late));
        }
        measurement.reportMemory(report);
        report.latency(TO_SOCKET, generator.clients().snapshot().latencies());
        report.latency("webhook to the last socket", generator.completions().toTheLast());
        report.latency(TO_RESPONSE, generator.webhooks().latencies());
    }
}
