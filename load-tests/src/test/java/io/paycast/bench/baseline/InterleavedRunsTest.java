package io.paycast.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.report.Report;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterleavedRunsTest {

    @Test
    void runsEachBaselineBetweenTwoRunsOfPaycast() {
        var order = new ArrayList<String>();
        var runs =
                InterleavedRuns.of(
                        () -> run(order, "own"),
                        Map.of("baseline", () -> run(order, "baseline")),
                        () -> true);
        assertThat(order).startsWith("own", "baseline", "own").endsWith("own", "baseline", "own");
        assertThat(order).doesNotContainSequence("own", "own");
        assertThat(runs.baselines().get("baseline")).containsOnly(1.0);
    }

    @Test
    void stopsOnceAnotherRoundIsUseless() {
        Iterator<Boolean> proceed = List.of(true, false).iterator();
        var runs = InterleavedRuns.of(() -> 1, Map.of("baseline", () -> 1), proceed::next);
        assertThat(runs.baselines().get("baseline")).hasSize(1);
    }

    @Test
    void comparesABaselineWithTheRunsAroundIt() {
        var runs = runs(List.of(10.0, 20.0, 40.0), List.of(10.0, 10.0));
        assertThat(runs.ratio("baseline")).isEqualTo(3.0);
    }

    /** The machine becomes twice as slow half-way, for Paycast and the baseline alike. */
    @Test
    void keepsTheRatioWhenTheMachineChangesItsSpeed() {
        var runs = runs(List.of(10.0, 10.0, 20.0, 20.0), List.of(10.0, 15.0, 20.0));
        assertThat(runs.ratio("baseline")).isEqualTo(1.0);
    }

    @Test
    void ignoresOneDisturbedRun() {
        var runs = runs(List.of(11.0, 11.0, 11.0, 99.0), List.of(10.0, 10.0, 10.0));
        assertThat(runs.ratio("baseline")).isEqualTo(1.1);
        var report = new Report("test");
        runs.report(report, "gateway", "p50", "ms");
        assertThat(report.value("gateway, in turns: p50")).isEqualTo(11.0);
        assertThat(report.value("floor, baseline, in turns: p50")).isEqualTo(10.0);
    }

    @Test
    void addsUpConsecutiveBaselines() {
        var runs =
                new InterleavedRuns(
                        List.of(30.0, 30.0), Map.of("echo", List.of(4.0), "kafka", List.of(16.0)));
        assertThat(runs.ratio("echo", "kafka")).isEqualTo(1.5);
    }

    private static double run(List<String> order, String name) {
        order.add(name);
        return 1;
    }

    private static InterleavedRuns runs(List<Double> own, List<Double> baseline) {
        return new InterleavedRuns(own, Map.of("baseline", baseline));
    }
}
