package io.paycast.bench.run;

import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.testsupport.ProcessUsage;
import io.paycast.testsupport.ProcessUsage.ThreadUsage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures what the processes of a run use between two moments. Used by one thread. */
final class Measurement {

    private static final String BENCH = "bench itself";
    private static final long PID = ProcessHandle.current().pid();
    private static final double BUSY = 0.9;
    private static final ThreadUsage NONE = new ThreadUsage("", "", Duration.ZERO);

    private final SystemUnderTest system;
    private final Map<String, Long> pids;
    private final Map<String, Duration> before;
    private final Map<String, ThreadUsage> threadsBefore = ProcessUsage.threads(PID);
    private final double compilingBefore;
    private final long beganNanos;
    private Map<String, Duration> after = Map.of();
    private double busiestThread;
    private long endedNanos;

    /** Begins a measurement of time and CPU. */
    Measurement(SystemUnderTest system) {
        this.system = system;
        pids = new LinkedHashMap<>(system.pids());
        pids.put(BENCH, PID);
        compilingBefore = compilingSeconds();
        before = cpu();
        beganNanos = System.nanoTime();
    }

    /** Ends the measured time and CPU. */
    void stop() {
        endedNanos = System.nanoTime();
        after = cpu();
        busiestThread = busiest(threadsBefore, ProcessUsage.threads(PID)) / seconds();
    }

    double seconds() {
        return (endedNanos - beganNanos) / 1e9;
    }

    /** The share of the system's CPU that compiled Java. */
    double compilingShare() {
        return (compilingSeconds() - compilingBefore) * 1e6 / Math.max(1, systemMicros());
    }

    private double compilingSeconds() {
        return system.pids().values().stream().mapToDouble(Measurement::compilingSeconds).sum();
    }

    /** The CPU of a Java process's compilers; 0 for any other process. */
    static double compilingSeconds(long pid) {
        return ProcessUsage.threads(pid).values().stream()
                .filter(it -> it.name().matches("C[12] Compiler.*"))
                .mapToDouble(it -> it.cpu().toNanos() / 1e9)
                .sum();
    }

    /** The CPU of the busiest thread between two moments, in seconds. */
    static double busiest(Map<String, ThreadUsage> before, Map<String, ThreadUsage> after) {
        return after.values().stream()
                .map(it -> it.cpu().minus(before.getOrDefault(it.id(), NONE).cpu()))
                .mapToDouble(cpu -> cpu.toNanos() / 1e9)
                .max()
                .orElse(0);
    }

    /** The CPU of all processes except the bench, in microseconds. */
    double systemMicros() {
        return system.pids().keySet().stream().mapToDouble(this::micros).sum();
    }

    /** Reports the CPU of each process per unit of work. */
    void reportCpu(Report report, double units, String unit) {
        for (var name : pids.keySet()) {
            report.figure(name + ": CPU per " + unit, micros(name) / units, "µs");
        }
    }

    /** Reports how busy each process was. */
    void reportCores(Report report) {
        for (var name : pids.keySet()) {
            report.figure(name + ": cores used", micros(name) / 1e6 / seconds(), "");
        }
        report.figure(BENCH + ": cores used by its busiest thread", busiestThread, "");
        if (busiestThread > BUSY) {
            report.note(
                    "one thread of the bench was always busy and may limit the result;"
                            + " --threads adds threads");
        }
    }

    /** Reports the memory of each process now, after a garbage collection; returns it in KiB. */
    Map<String, Long> reportMemory(Report report) {
        var resident = residentKib(system);
        resident.forEach((name, kib) -> report.figure(name + ": resident", kib / 1024.0, "MiB"));
        return resident;
    }

    /** The memory of each process in KiB, after a garbage collection. */
    static Map<String, Long> residentKib(SystemUnderTest system) {
        if (system.collectGarbage()) {
            system.pids().values().forEach(GarbageCollection::run);
        }
        var found = new LinkedHashMap<String, Long>();
        system.pids().forEach((name, pid) -> found.put(name, ProcessUsage.residentKib(pid)));
        return found;
    }

    private Map<String, Duration> cpu() {
        var used = new LinkedHashMap<String, Duration>();
        pids.forEach((name, pid) -> used.put(name, ProcessUsage.cpu(pid)));
        return used;
    }

    private double micros(String name) {
        return after.getOrDefault(name, Duration.ZERO)
                        .minus(before.getOrDefault(name, Duration.ZERO))
                        .toNanos()
                / 1e3;
    }
}
