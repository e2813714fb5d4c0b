package io.paycast.bench.run;

import io.paycast.bench.process.GarbageCollection;
import io.paycast.bench.process.HeapSpare;
import io.paycast.bench.process.ProcessUsage;
import io.paycast.bench.process.ThreadUsage;
import io.paycast.bench.report.Report;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the processes of a run use between two moments. */
final class Measurement {

    private static final String CLIENT = "bench itself";
    private static final double BUSY = 0.9;

    private final SystemUnderTest subject;
    private final Map<String, Long> pids = new LinkedHashMap<>();
    private final Map<String, Memory> memoryBefore = new LinkedHashMap<>();
    private final Map<String, Duration> before;
    private final ThreadUsage threadsBefore = ThreadUsage.now();
    private final double compilingBefore;
    private final long beganNanos;
    private Map<String, Duration> after = Map.of();
    private double busiestThread;
    private long endedNanos;

    private Measurement(SystemUnderTest subject, boolean collected) {
        this.subject = subject;
        this.pids.putAll(subject.pids());
        this.pids.put(CLIENT, ProcessHandle.current().pid());
        if (collected) {
            memoryBefore.putAll(collected());
        }
        compilingBefore = compilingSeconds();
        before = cpu();
        beganNanos = System.nanoTime();
    }

    static Measurement begin(SystemUnderTest subject) {
        return new Measurement(subject, false);
    }

    /** The same, with memory looked at when garbage is gone. */
    static Measurement beginCollected(SystemUnderTest subject) {
        return new Measurement(subject, true);
    }

    /** LoadGenerator the time and the CPU that count. */
    void stop() {
        endedNanos = System.nanoTime();
        after = cpu();
        busiestThread = ThreadUsage.now().busiest(threadsBefore, seconds());
    }

    double seconds() {
        return (endedNanos - beganNanos) / 1e9;
    }

    /** The part of that CPU that went into compiling Java. */
    double compilingShare() {
        return (compilingSeconds() - compilingBefore) * 1e6 / Math.max(1, microsOfSubject());
    }

    private double compilingSeconds() {
        return subject.pids().values().stream().mapToDouble(ThreadUsage::compilingSeconds).sum();
    }

    /** CPU of all processes but bench itself. */
    double microsOfSubject() {
        return subject.pids().keySet().stream().mapToDouble(this::micros).sum();
    }

    /** Reports the CPU of each process, spread over this many of something. */
    void cpu(Report report, double many, String each) {
        for (var name : pids.keySet()) {
            report.figure(name + ": CPU per " + each, micros(name) / many, "µs");
        }
    }

    /** Reports how busy each process was. */
    void load(Report report) {
        for (var name : pids.keySet()) {
            report.figure(name + ": cores used", micros(name) / 1e6 / seconds(), "");
        }
        report.figure(CLIENT + ": cores used by its busiest thread", busiestThread, "");
        if (busiestThread > BUSY) {
            report.note(
                    "a thread of bench itself was always busy: what was measured may be bench;"
                            + " --threads gives it more");
        }
    }

    /** Reports the memory of each process now, when garbage is gone. */
    void memory(Report report) {
        collected().forEach((name, now) -> resident(report, name, now));
    }

    /** The same, and what it has grown by for each of many. */
    void memory(Report report, double many, String each) {
        collected()
                .forEach((name, now) -> {
                    resident(report, name, now);
                    var then = memoryBefore.getOrDefault(name, now);
                    report.figure(
                            "%s: resident per %s".formatted(name, each),
                            (now.residentKib() - then.residentKib()) / many,
                            "KiB");
                    report.figure(
                            "%s: in use per %s".formatted(name, each),
                            (now.inUseKib() - then.inUseKib()) / many,
                            "KiB");
                });
    }

    private static void resident(Report report, String name, Memory now) {
        report.figure(name + ": resident", now.residentKib() / 1024.0, "MiB");
    }

    private Map<String, Memory> collected() {
        var found = new LinkedHashMap<String, Memory>();
        subject.pids().forEach((name, pid) -> found.put(name, Memory.of(pid, subject.collected())));
        return found;
    }

    /**
     * What a process holds.
     *
     * @param spareKib what of its heap is in RAM, but not in use
     */
    private record Memory(double residentKib, double spareKib) {

        static Memory of(long pid, boolean java) {
            if (java) {
                GarbageCollection.collect(pid);
            }
            return new Memory(ProcessUsage.of(pid).residentKiB(), java ? HeapSpare.kib(pid) : 0);
        }

        double inUseKib() {
            return residentKib - spareKib;
        }
    }

    private Map<String, Duration> cpu() {
        var used = new LinkedHashMap<String, Duration>();
        pids.forEach((name, pid) -> used.put(name, ProcessUsage.of(pid).cpu()));
        return used;
    }

    private double micros(String name) {
        return after.getOrDefault(name, Duration.ZERO)
                        .minus(before.getOrDefault(name, Duration.ZERO))
                        .toNanos()
                / 1e3;
    }
}
