package io.paycast.bench.run;

import io.paycast.bench.load.Load;
import io.paycast.bench.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Loads a system until it has compiled its code. A closed loop avoids a backlog. The warm-up ends
 * when the compilers are idle and the CPU per webhook falls no further.
 */
final class WarmUp {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final int QUIET_WINDOWS = 4;
    private static final double STILL_FALLING = 0.97;

    /** Below this share of all CPU the compilers count as idle. */
    static final double STILL_COMPILING = 0.05;

    private static final long MIN_WORK = 20_000;
    private static final int MAX_IN_FLIGHT = 64;
    private static final int DELIVERIES_IN_FLIGHT = 80_000;

    private final LoadGenerator generator;
    private final Load load;
    private final List<Double> windows = new ArrayList<>();

    WarmUp(LoadGenerator generator) {
        this.generator = generator;
        this.load = generator.load();
    }

    /** Warms the system up; returns whether every webhook of the warm-up arrived. */
    boolean run(Report report) {
        var timing = load.timing();
        if (timing.maxWarmUp().isZero()) {
            return true;
        }
        long began = System.nanoTime();
        generator.startLoop(inFlight(), Duration.ZERO);
        boolean settled = false;
        while (passed(began).compareTo(timing.maxWarmUp()) < 0
                && !(settled && passed(began).compareTo(timing.minWarmUp()) >= 0)) {
            boolean compiled =
                    window(Load.shorter(WINDOW, timing.maxWarmUp().minus(passed(began))));
            settled = compiled && work() >= MIN_WORK && settled(windows);
        }
        generator.endLoop();
        report.figure(Report.WARM_UP, passed(began).toMillis() / 1e3, "s");
        if (!settled) {
            report.note("the warm-up ended before the services had settled");
        }
        generator.settle();
        long left = generator.webhooks().sent() - generator.completed();
        if (left > 0) {
            report.fail("%,d webhooks of the warm-up did not reach all clients".formatted(left));
        }
        return left == 0;
    }

    /** Measures one window; returns whether the compilers were idle in it. */
    private boolean window(Duration time) {
        var measurement = new Measurement(generator.system());
        long before = generator.completed();
        LoadGenerator.pass(time);
        measurement.stop();
        long completed = generator.completed() - before;
        if (completed > 0) {
            windows.add(measurement.systemMicros() / completed);
        }
        return measurement.compilingShare() < STILL_COMPILING;
    }

    /** How often the measured code has run. */
    private long work() {
        return load.clients().sockets() > 0
                ? generator.clients().snapshot().deliveries()
                : generator.completed();
    }

    /** Whether the last windows were not cheaper than those before them. */
    static boolean settled(List<Double> windows) {
        int before = windows.size() - QUIET_WINDOWS;
        if (before < 1) {
            return false;
        }
        double best = Collections.min(windows.subList(0, before));
        return Collections.min(windows.subList(before, windows.size())) > best * STILL_FALLING;
    }

    /** Enough to keep the system busy, within what socket buffers hold. */
    private int inFlight() {
        int count = MAX_IN_FLIGHT;
        if (!load.clients().isScoped() && load.clients().sockets() > 0) {
            count = Math.clamp(DELIVERIES_IN_FLIGHT / load.clients().sockets(), 1, MAX_IN_FLIGHT);
        }
        return Math.max(count, load.sending().inFlight());
    }

    private static Duration passed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
