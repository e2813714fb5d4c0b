package io.paycast.bench.floors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastFloorsTest {

    @Test
    void aFloorsTurnIsSetBesideTheTurnsAroundIt() {
        var own = List.of(10.0, 20.0, 40.0, 40.0);
        var floor = List.of(10.0, 20.0, 20.0);
        assertThat(BroadcastFloors.ratios(own, floor)).containsExactly(1.5, 1.5, 2.0);
    }

    /** The machine became twice as slow half-way: whoever is as fast as the floor stays at one. */
    @Test
    void aMachineThatChangesItsSpeedChangesNoRatio() {
        var own = List.of(10.0, 10.0, 20.0, 20.0);
        var floor = List.of(10.0, 15.0, 20.0);
        assertThat(BroadcastFloors.ratios(own, floor)).containsOnly(1.0);
    }

    @Test
    void oneTurnThatWasDisturbedDoesNotCount() {
        assertThat(BroadcastFloors.median(List.of(1.1, 9.9, 1.2))).isEqualTo(1.2);
    }
}
