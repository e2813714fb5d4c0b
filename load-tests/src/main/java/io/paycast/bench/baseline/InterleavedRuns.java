package io.paycast.bench.baseline;

import static java.util.Objects.requireNonNull;

import io.paycast.bench.run.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * What Paycast and its floors took, measured in turns, a few seconds each. Where others share a
 * machine its speed changes by the minute, and only what was measured side by side may be divided:
 * a floor's turn lies between two of Paycast's.
 *
 * @param own of Paycast, one more than of each floor
 * @param floors by name
 */
record InterleavedRuns(List<Double> own, Map<String, List<Double>> floors) {

    private static final int TURNS = 3;
    private static final Duration TURN = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /**
     * Takes the turns.
     *
     * @param goesOn whether there is any use in another one
     */
    static InterleavedRuns of(
            DoubleSupplier own, Map<String, DoubleSupplier> floors, BooleanSupplier goesOn) {
        var ours = new ArrayList<>(List.of(own.getAsDouble()));
        var others = new LinkedHashMap<String, List<Double>>();
        for (int turn = 0; turn < TURNS && goesOn.getAsBoolean(); turn++) {
            floors.forEach((name, floor) ->
                    others.computeIfAbsent(name, _ -> new ArrayList<>()).add(floor.getAsDouble()));
            ours.add(own.getAsDouble());
        }
        return new InterleavedRuns(ours, others);
    }

    /** A load for as long as a turn takes; no longer than it would take by itself. */
    static Load each(Load load) {
        return load.lasting(
                Duration.ZERO,
                Baselines.shorter(load.warmUp(), WARM_UP),
                Baselines.shorter(load.duration(), TURN));
    }

    /** What Paycast took: the median of its turns. */
    double median() {
        return median(own);
    }

    /** What a floor took: the median of its turns. */
    double median(String floor) {
        return median(taken(floor));
    }

    /**
     * How Paycast compares with floors, whose turns are added up: the mean of its turns before and
     * after theirs, by that sum; the median of all.
     */
    double ratio(String... to) {
        var ratios = new ArrayList<Double>();
        for (int turn = 0; turn < own.size() - 1; turn++) {
            double sum = 0;
            for (var floor : to) {
                sum += taken(floor).get(turn);
            }
            ratios.add((own.get(turn) + own.get(turn + 1)) / 2 / sum);
        }
        return median(ratios);
    }

    private List<Double> taken(String floor) {
        return requireNonNull(floors.get(floor), floor);
    }

    private static double median(List<Double> of) {
        return of.stream().sorted().toList().get(of.size() / 2);
    }
}
