package io.paycast.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterleavedRunsTest {

    @Test
    void aFloorsTurnLiesBetweenTwoOfPaycasts() {
        var order = new ArrayList<String>();
        var turns =
                InterleavedRuns.of(
                        () -> took(order, "own"),
                        Map.of("floor", () -> took(order, "floor")),
                        () -> true);
        assertThat(order).startsWith("own", "floor", "own").endsWith("own", "floor", "own");
        assertThat(order).doesNotContainSequence("own", "own");
        assertThat(turns.median("floor")).isEqualTo(1);
    }

    @Test
    void noTurnIsTakenOnceTheyAreWorthNothing() {
        Iterator<Boolean> goesOn = List.of(true, false).iterator();
        var turns = InterleavedRuns.of(() -> 1, Map.of("floor", () -> 1), goesOn::next);
        assertThat(turns.floors().get("floor")).hasSize(1);
    }

    @Test
    void aFloorsTurnIsSetBesideTheTurnsAroundIt() {
        var turns = turns(List.of(10.0, 20.0, 40.0), List.of(10.0, 10.0));
        assertThat(turns.ratio("floor")).isEqualTo(3.0);
    }

    /** The machine became twice as slow half-way: whoever is as fast as the floor stays at one. */
    @Test
    void aMachineThatChangesItsSpeedChangesNoRatio() {
        var turns = turns(List.of(10.0, 10.0, 20.0, 20.0), List.of(10.0, 15.0, 20.0));
        assertThat(turns.ratio("floor")).isEqualTo(1.0);
    }

    @Test
    void oneTurnThatWasDisturbedDoesNotCount() {
        var turns = turns(List.of(11.0, 11.0, 11.0, 99.0), List.of(10.0, 10.0, 10.0));
        assertThat(turns.ratio("floor")).isEqualTo(1.1);
        assertThat(turns.median()).isEqualTo(11.0);
    }

    @Test
    void floorsThatFollowEachOtherAreAddedUp() {
        var turns =
                new InterleavedRuns(
                        List.of(30.0, 30.0), Map.of("echo", List.of(4.0), "kafka", List.of(16.0)));
        assertThat(turns.ratio("echo", "kafka")).isEqualTo(1.5);
    }

    private static double took(List<String> order, String who) {
        order.add(who);
        return 1;
    }

    private static InterleavedRuns turns(List<Double> own, List<Double> floor) {
        return new InterleavedRuns(own, Map.of("floor", floor));
    }
}
