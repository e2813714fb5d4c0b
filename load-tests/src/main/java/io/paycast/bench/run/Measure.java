package io.paycast.bench.run;

import io.paycast.bench.process.Garbage;
import io.paycast.bench.process.Usage;
import io.paycast.bench.report.Report;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the processes of a run use between two moments. */
final class Measure {

    private static final String CLIENT = "bench itself";

    private final Subject subject;
    private final Map<String, Long> pids = new LinkedHashMap<>();
    private final Map<String, Usage> before = new LinkedHashMap<>();
    private final Map<String, Usage> after = new LinkedHashMap<>();
    private final long beganNanos;
    private long endedNanos;

    private Measure(Subject subject) {
        this.subject = subject;
        this.pids.putAll(subject.pids());
        this.pids.put(CLIENT, ProcessHandle.current().pid());
        this.pids.forEach((name, pid) -> before.put(name, Usage.of(pid)));
        beganNanos = System.nanoTime();
    }

    static Measure begin(Subject subject) {
        return new Measure(subject);
    }

    /** The same, with memory looked at when garbage is gone. */
    static Measure beginCollected(Subject subject) {
        collect(subject);
        return new Measure(subject);
    }

    /** Ends it: first time and CPU, then memory, when garbage is gone. */
    Measure end() {
        endedNanos = System.nanoTime();
        pids.forEach((name, pid) -> after.put(name, Usage.of(pid)));
        collect(subject);
        pids.forEach((name, pid) -> {
            var cpu = usage(after, name).cpu();
            after.put(name, new Usage(cpu, Usage.of(pid).residentKiB()));
        });
        return this;
    }

    private static void collect(Subject subject) {
        if (subject.collected()) {
            subject.pids().values().forEach(Garbage::collect);
        }
    }

    double seconds() {
        return (endedNanos - beganNanos) / 1e9;
    }

    /** Reports the CPU of each process, spread over this many of something. */
    void cpu(Report report, double many, String each) {
        for (var name : pids.keySet()) {
            double micros = micros(name);
            if (many > 0) {
                report.figure(name + ": CPU per " + each, micros / many, "µs");
            }
        }
    }

    /** Reports how busy each process was. */
    void load(Report report) {
        for (var name : pids.keySet()) {
            report.figure(name + ": cores used", micros(name) / 1e6 / seconds(), "");
        }
    }

    /** Reports the memory of each process at the end, and what it grew by for each of many. */
    void memory(Report report, double many, String each) {
        pids.forEach((name, pid) -> {
            if (name.equals(CLIENT)) {
                return;
            }
            double kib = residentAfter(name);
            report.figure(name + ": resident", kib / 1024, "MiB");
            if (many > 0) {
                double grown = kib - usage(before, name).residentKiB();
                report.figure(name + ": resident per " + each, grown / many, "KiB");
            }
        });
    }

    private double residentAfter(String name) {
        return usage(after, name).residentKiB();
    }

    private double micros(String name) {
        return usage(after, name).cpu().minus(usage(before, name).cpu()).toNanos() / 1e3;
    }

    private static Usage usage(Map<String, Usage> of, String name) {
        return of.getOrDefault(name, new Usage(Duration.ZERO, 0));
    }
}
