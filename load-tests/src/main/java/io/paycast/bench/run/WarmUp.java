package io.paycast.bench.run;

import io.paycast.bench.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads a subject until it has compiled what it runs: in a closed loop, so that nothing piles up,
 * until its compilers rest and its CPU for each unit of work falls no more. Then all that is under
 * way is waited for.
 */
final class WarmUp {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int QUIET_WINDOWS = 4;
    private static final double STILL_FALLING = 0.97;

    /** A share of all CPU; below it the compilers rest. */
    static final double STILL_COMPILING = 0.05;

    private static final long LEAST_WORK = 20_000;
    private static final int MOST_IN_FLIGHT = 64;
    private static final int DELIVERIES_IN_FLIGHT = 80_000;

    private final SystemUnderTest subject;
    private final LoadGenerator ends;
    private final Load load;
    private final List<Double> windows = new ArrayList<>();

    WarmUp(SystemUnderTest subject, LoadGenerator ends, Load load) {
        this.subject = subject;
        this.ends = ends;
        this.load = load;
    }

    /** Does it; whether what was under way has all arrived. */
    boolean run(Report report) {
        if (load.warmUp().isZero()) {
            return true;
        }
        long began = System.nanoTime();
        ends.loop(inFlight(), Duration.ZERO);
        boolean settled = false;
        while (passed(began).compareTo(load.warmUp()) < 0
                && !(settled && passed(began).compareTo(load.leastWarmUp()) >= 0)) {
            boolean compiled = window(shorter(WINDOW, load.warmUp().minus(passed(began))));
            settled = compiled && work() >= LEAST_WORK && settled(windows);
        }
        ends.endLoop();
        report.figure(Report.WARM_UP, passed(began).toMillis() / 1e3, "s");
        if (!settled) {
            report.note("the warm-up ended before the services had settled");
        }
        ends.settle();
        long left = ends.webhooks().sent() - ends.done();
        if (left > 0) {
            report.fails("%,d webhooks of the warm-up did not arrive everywhere".formatted(left));
        }
        return left == 0;
    }

    /** Whether hardly anything was compiled within it. */
    private boolean window(Duration time) {
        var measure = Measurement.begin(subject);
        long before = ends.done();
        long end = System.nanoTime() + time.toNanos();
        LoadGenerator.await(() -> System.nanoTime() >= end, time);
        measure.stop();
        long done = ends.done() - before;
        if (done > 0) {
            windows.add(measure.microsOfSubject() / done);
        }
        return measure.compilingShare() < STILL_COMPILING;
    }

    /** How often the code that is measured has run. */
    private long work() {
        return load.sockets() > 0 ? ends.listeners().tally().deliveries() : ends.done();
    }

    /** Whether the last windows were no better than those before them. */
    static boolean settled(List<Double> windows) {
        int before = windows.size() - QUIET_WINDOWS;
        if (before < 1) {
            return false;
        }
        double best = least(windows.subList(0, before));
        return least(windows.subList(before, windows.size())) > best * STILL_FALLING;
    }

    private static double least(List<Double> of) {
        return of.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    /** Enough to keep all busy, and no more than sockets' buffers take. */
    private int inFlight() {
        int many = MOST_IN_FLIGHT;
        if (!load.scoped() && load.sockets() > 0) {
            many = Math.clamp(DELIVERIES_IN_FLIGHT / load.sockets(), 1, MOST_IN_FLIGHT);
        }
        return Math.max(many, load.inFlight());
    }

    private static Duration passed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
