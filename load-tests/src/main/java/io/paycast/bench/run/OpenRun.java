package io.paycast.bench.run;

import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.wire.RunId;
import io.paycast.testsupport.ProcessUsage;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Opens sockets and leaves them idle, to measure the cost of opening and of an idle socket. It
 * opens and closes many sockets first to warm the server up. Used by one thread.
 */
public final class OpenRun {

    private static final int ROUND = 2_000;
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);
    private static final int OTHER_FILES = 50;

    private final LoadGenerator generator;
    private final Load load;
    private final Report report;

    private OpenRun(LoadGenerator generator, Report report) {
        this.generator = generator;
        this.load = generator.load();
        this.report = report;
    }

    /** Opens sockets and reports what was measured. */
    public static Report run(String name, SystemUnderTest system, RunId id, Load load) {
        var report = new Report(name);
        try (var generator = new LoadGenerator(system, id, load, 0)) {
            new OpenRun(generator, report).run();
        }
        return report;
    }

    private void run() {
        if (!warmUp()) {
            return;
        }
        LoadGenerator.pass(QUIET);
        var memoryBefore = Measurement.residentKib(generator.system());
        var measurement = new Measurement(generator.system());
        var result = generator.openFirst(load.clients().sockets());
        measurement.stop();
        if (generator.requireOpen(report, result)) {
            report.figure("sockets open", result.open(), "");
            report.figure("sockets opened", result.open() / measurement.seconds(), "/s");
            measurement.reportCores(report);
            measurement.reportCpu(report, result.open(), "open");
            LoadGenerator.pass(QUIET);
            measurement
                    .reportMemory(report)
                    .forEach((name, kib) ->
                            report.figure(
                                    name + ": resident per socket",
                                    (double) (kib - memoryBefore.getOrDefault(name, kib))
                                            / result.open(),
                                    "KiB"));
            // one webhook proves that every idle socket still receives
            generator.webhooks().send();
            generator.settle();
            generator.finish(report, 0);
        }
    }

    /** Opens and closes sockets until an opening gets no cheaper, or the time is over. */
    private boolean warmUp() {
        if (load.timing().maxWarmUp().isZero()) {
            return true;
        }
        long filesBefore = openFiles();
        long began = System.nanoTime();
        long end = began + load.timing().maxWarmUp().toNanos();
        int round = Math.min(ROUND, load.clients().sockets());
        var windows = new ArrayList<Double>();
        boolean compiled = false;
        while (System.nanoTime() < end && !(compiled && WarmUp.settled(windows))) {
            var measurement = new Measurement(generator.system());
            if (!generator.requireOpen(report, generator.openFirst(round))) {
                return false;
            }
            generator.clients().drop(0, round);
            LoadGenerator.await(() -> openFiles() <= filesBefore + OTHER_FILES, CLOSE_TIMEOUT);
            measurement.stop();
            windows.add(measurement.systemMicros() / round);
            compiled = measurement.compilingShare() < WarmUp.STILL_COMPILING;
        }
        report.figure(Report.WARM_UP, (System.nanoTime() - began) / 1e9, "s");
        report.figure("sockets opened and closed before", (double) round * windows.size(), "");
        return true;
    }

    private long openFiles() {
        return generator.system().pids().values().stream().mapToLong(ProcessUsage::openFiles).sum();
    }
}
