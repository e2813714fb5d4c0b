package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServiceUnderTestTest {

    private final ServiceUnderTest<String> service =
            new ServiceUnderTest<>(
                    "A service", "image:1", "SWITCH", () -> "container", () -> "embedded");
    private final ContainerRuntime withImage =
            image -> new ContainerRuntime.Availability.Available();
    private final ContainerRuntime without =
            image -> new ContainerRuntime.Availability.Missing("no Docker engine");

    @Test
    void runsInAContainerIfTheImageIsAvailable() {
        assertThat(service.start(TestBackend.AUTOMATIC, withImage)).isEqualTo("container");
    }

    @Test
    void runsEmbeddedIfTheImageIsMissing() {
        assertThat(service.start(TestBackend.AUTOMATIC, without)).isEqualTo("embedded");
    }

    @Test
    void runsEmbeddedIfForced() {
        assertThat(service.start(TestBackend.EMBEDDED, withImage)).isEqualTo("embedded");
    }

    @Test
    void failsIfAForcedContainerIsMissing() {
        assertThatThrownBy(() -> service.start(TestBackend.CONTAINER, without))
                .hasMessage("SWITCH=container, but: no Docker engine");
    }

    @Test
    void acceptsTwoValuesOfTheVariableAndNamesThemInItsError() {
        assertThat(TestBackend.of("SWITCH", null)).isEqualTo(TestBackend.AUTOMATIC);
        assertThat(TestBackend.of("SWITCH", " ")).isEqualTo(TestBackend.AUTOMATIC);
        assertThat(TestBackend.of("SWITCH", "Container")).isEqualTo(TestBackend.CONTAINER);
        assertThat(TestBackend.of("SWITCH", "embedded")).isEqualTo(TestBackend.EMBEDDED);
        assertThatThrownBy(() -> TestBackend.of("SWITCH", "docker"))
                .hasMessageStartingWith("SWITCH must be container or embedded");
    }
}
