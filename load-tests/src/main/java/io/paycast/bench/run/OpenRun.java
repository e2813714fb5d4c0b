package io.paycast.bench.run;

import io.paycast.bench.process.OpenFiles;
import io.paycast.bench.report.Report;
import io.paycast.bench.wire.RunId;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Opens sockets and leaves them alone: what an opening costs, and what an idle socket needs. Before
 * that many are opened and closed again, so that neither is about a server that has just started.
 */
public final class OpenRun implements AutoCloseable {

    private static final int ROUND = 2_000;
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int OTHER_DESCRIPTORS = 50;

    private final String name;
    private final SystemUnderTest subject;
    private final Load load;
    private final LoadGenerator ends;

    public OpenRun(String name, SystemUnderTest subject, RunId run, Load load) {
        this.name = name;
        this.subject = subject;
        this.load = load;
        this.ends = new LoadGenerator(subject, run, load);
    }

    /** Does all of it. */
    public Report run() {
        var report = new Report(name);
        if (warmUp(report)) {
            LoadGenerator.await(() -> false, QUIET);
            var measure = Measurement.beginCollected(subject);
            var opened = ends.listeners().open(0, load.sockets(), load.opensAtOnce(), false);
            measure.stop();
            if (ends.allOpen(report, opened)) {
                report.figure("sockets open", opened.open(), "");
                report.figure("sockets opened", opened.perSecond(), "/s");
                measure.load(report);
                measure.cpu(report, opened.open(), "open");
                LoadGenerator.await(() -> false, QUIET);
                measure.memory(report, opened.open(), "socket");
                seeWhetherAllLive();
                ends.noteFailures(report);
                report.faults(ends.faults(0));
            }
        }
        return report;
    }

    /** Until an opening gets no cheaper, or the time is up. */
    private boolean warmUp(Report report) {
        if (load.warmUp().isZero()) {
            return true;
        }
        long before = descriptors();
        long began = System.nanoTime();
        long end = began + load.warmUp().toNanos();
        int round = Math.min(ROUND, load.sockets());
        var windows = new ArrayList<Double>();
        boolean compiled = false;
        while (System.nanoTime() < end && !(compiled && WarmUp.settled(windows))) {
            var measure = Measurement.begin(subject);
            var opened = ends.listeners().open(0, round, load.opensAtOnce(), false);
            if (!ends.allOpen(report, opened)) {
                return false;
            }
            ends.listeners().drop(0, round);
            LoadGenerator.await(() -> descriptors() <= before + OTHER_DESCRIPTORS, PATIENCE);
            measure.stop();
            windows.add(measure.microsOfSubject() / round);
            compiled = measure.compilingShare() < WarmUp.STILL_COMPILING;
        }
        report.figure(Report.WARM_UP, (System.nanoTime() - began) / 1e9, "s");
        report.figure("sockets opened and closed before", (double) round * windows.size(), "");
        return true;
    }

    private long descriptors() {
        return subject.pids().values().stream().mapToLong(OpenFiles::open).sum();
    }

    /** An idle socket that hears nothing when something happens would be cheap, and worthless. */
    private void seeWhetherAllLive() {
        ends.webhooks().send();
        ends.settle();
    }

    @Override
    public void close() {
        ends.close();
    }
}
