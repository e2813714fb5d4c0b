package io.paycast.bench.run;

import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.report.Report;
import io.paycast.bench.wire.RunId;
import java.time.Duration;

/** Opens sockets, sends webhooks, and sees whether and when each arrives everywhere. */
public final class LoadRun implements AutoCloseable {

    private static final Duration RUN_IN = Duration.ofSeconds(1);

    private final String name;
    private final SystemUnderTest subject;
    private final Load load;
    private final LoadGenerator ends;

    public LoadRun(String name, SystemUnderTest subject, RunId run, Load load) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        this.ends = new LoadGenerator(subject, run, load);
    }

    /** Does all of it. */
    public Report run() {
        var report = new Report(name);
        if (load.sockets() > 0) {
            if (!ends.open(report)) {
                return report;
            }
            report.figure("sockets open", load.sockets(), "");
        }
        if (new WarmUp(subject, ends, load).run(report)) {
            runIn();
            measure(report);
        }
        ends.noteFailures(report);
        report.faults(ends.faults(0));
        return report;
    }

    /** The pace of the measurement, before it: a closed loop goes on, an open one starts anew. */
    private void runIn() {
        if (!load.isOpenLoop()) {
            ends.loop(load.inFlight(), load.thinkTime());
        }
        if (load.warmUp().isZero()) {
            return;
        }
        if (load.isOpenLoop()) {
            ends.send(load.rate(), RUN_IN);
            ends.settle();
        } else {
            pass(RUN_IN);
        }
    }

    private void measure(Report report) {
        ends.restart();
        var before = Counts.of(ends);
        var measure = Measurement.begin(subject);
        if (load.isOpenLoop()) {
            ends.send(load.rate(), load.duration());
        } else {
            pass(load.duration());
        }
        measure.stop();
        var within = Counts.of(ends).since(before);
        ends.endLoop();
        ends.settle();
        report(report, measure, within);
        measure.memory(report);
        latencies(report, ends.listeners().tally());
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        LoadGenerator.await(() -> System.nanoTime() >= end, time);
    }

    private void report(Report report, Measurement measure, Counts within) {
        double seconds = measure.seconds();
        report.figure("webhooks", within.sent() / seconds, "/s");
        measure.load(report);
        if (load.sockets() > 0) {
            report.figure("deliveries", within.deliveries() / seconds, "/s");
            report.figure(Report.MESSAGE_BYTES, within.bytes() / (double) within.deliveries(), "");
            measure.cpu(report, (double) within.deliveries(), "delivery");
        }
        measure.cpu(report, (double) within.done(), "webhook");
        long late = within.sent() - within.done();
        if (load.isOpenLoop() && late > load.rate()) {
            report.note(
                    "it did not keep up: %,d webhooks were still under way when the last was sent"
                            .formatted(late));
        }
    }

    private void latencies(Report report, DeliveryCheck.Snapshot after) {
        report.latency("webhook to socket", after.latencies());
        report.latency("webhook to the last socket", ends.completions().toTheLast());
        report.latency("webhook to its answer", ends.webhooks().toTheAnswer());
    }

    /** What has been sent and received up to a moment. */
    private record Counts(long sent, long done, long deliveries, long bytes) {

        static Counts of(LoadGenerator ends) {
            var tally = ends.listeners().tally();
            return new Counts(
                    ends.webhooks().sent(), ends.done(), tally.deliveries(), tally.bytes());
        }

        Counts since(Counts before) {
            return new Counts(
                    sent - before.sent,
                    done - before.done,
                    deliveries - before.deliveries,
                    bytes - before.bytes);
        }
    }

    @Override
    public void close() {
        ends.close();
    }
}
