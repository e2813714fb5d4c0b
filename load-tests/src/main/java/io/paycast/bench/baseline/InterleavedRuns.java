package io.paycast.bench.baseline;

import static java.util.Objects.requireNonNull;

import io.paycast.bench.load.Load;
import io.paycast.bench.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;

/**
 * Alternates short runs of Paycast and its baselines. The speed of a shared machine changes by the
 * minute, so only runs next to each other are comparable: each run of a baseline lies between two
 * of Paycast.
 *
 * @param own the results of Paycast, one more than of each baseline
 * @param baselines the results of each baseline, by name
 */
record InterleavedRuns(List<Double> own, Map<String, List<Double>> baselines) {

    private static final int ROUNDS = 3;
    private static final Duration MEASURED = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /**
     * Runs Paycast and the baselines alternately.
     *
     * @param proceed whether another round is useful
     */
    static InterleavedRuns of(
            DoubleSupplier own, Map<String, DoubleSupplier> baselines, BooleanSupplier proceed) {
        var ours = new ArrayList<>(List.of(own.getAsDouble()));
        var others = new LinkedHashMap<String, List<Double>>();
        for (int round = 0; round < ROUNDS && proceed.getAsBoolean(); round++) {
            baselines.forEach((name, baseline) ->
                    others.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(baseline.getAsDouble()));
            ours.add(own.getAsDouble());
        }
        return new InterleavedRuns(ours, others);
    }

    /** The load of one short run; never longer than the given load. */
    static Load each(Load load) {
        return load.lasting(
                Duration.ZERO,
                Load.shorter(load.timing().maxWarmUp(), WARM_UP),
                Load.shorter(load.timing().measured(), MEASURED));
    }

    /** Reports the medians of Paycast, by its name, and of each baseline. */
    void report(Report report, String name, String figure, String unit) {
        report.figure("%s, in turns: %s".formatted(name, figure), median(own), unit);
        baselines.forEach((baseline, results) -> {
            var label = Baseline.label(baseline);
            report.figure("%s, in turns: %s".formatted(label, figure), median(results), unit);
        });
    }

    /**
     * Compares Paycast with the sum of baselines. Each round divides the mean of Paycast's results
     * before and after by that sum; the ratio is the median of all rounds.
     */
    double ratio(String... names) {
        var ratios = new ArrayList<Double>();
        for (int round = 0; round < own.size() - 1; round++) {
            double sum = 0;
            for (var name : names) {
                sum += requireNonNull(baselines.get(name), name).get(round);
            }
            ratios.add((own.get(round) + own.get(round + 1)) / 2 / sum);
        }
        return median(ratios);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
