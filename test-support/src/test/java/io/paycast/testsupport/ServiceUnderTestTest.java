package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServiceUnderTestTest {

    private final ServiceUnderTest<String> service =
            new ServiceUnderTest<>(
                    "A service", "image:1", "SWITCH", () -> "container", () -> "embedded");
    private final Engine withImage = image -> new Engine.Answer.Yes();
    private final Engine without = image -> new Engine.Answer.No("no Docker engine");

    @Test
    void runsInAContainerWhereTheImageCanBeHad() {
        assertThat(service.start(Placement.AUTOMATIC, withImage)).isEqualTo("container");
    }

    @Test
    void runsEmbeddedWhereItCannot() {
        assertThat(service.start(Placement.AUTOMATIC, without)).isEqualTo("embedded");
    }

    @Test
    void runsEmbeddedWhereThatIsForced() {
        assertThat(service.start(Placement.EMBEDDED, withImage)).isEqualTo("embedded");
    }

    @Test
    void aForcedContainerThatCannotBeHadIsAFaultAndNotAFallback() {
        assertThatThrownBy(() -> service.start(Placement.CONTAINER, without))
                .hasMessage("SWITCH=container, but: no Docker engine");
    }

    @Test
    void theSwitchTakesTwoWordsAndNamesThemForAnyOther() {
        assertThat(Placement.of("SWITCH", null)).isEqualTo(Placement.AUTOMATIC);
        assertThat(Placement.of("SWITCH", " ")).isEqualTo(Placement.AUTOMATIC);
        assertThat(Placement.of("SWITCH", "Container")).isEqualTo(Placement.CONTAINER);
        assertThat(Placement.of("SWITCH", "embedded")).isEqualTo(Placement.EMBEDDED);
        assertThatThrownBy(() -> Placement.of("SWITCH", "docker"))
                .hasMessageStartingWith("SWITCH is 'docker': say container or embedded");
    }
}
