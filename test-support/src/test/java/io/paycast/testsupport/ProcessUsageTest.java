package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {

    private static final long THIS_PROCESS = ProcessHandle.current().pid();

    @Test
    void readsTheSoftLimitOfOpenFiles() {
        assertThat(
                        ProcessUsage.maxOpenFiles(
                                List.of(
                                        "Limit              Soft Limit    Hard Limit    Units",
                                        "Max processes      96000         96001         processes",
                                        "Max open files     20000         30000         files")))
                .hasValue(20_000);
        assertThat(
                        ProcessUsage.maxOpenFiles(
                                List.of("Max open files     unlimited     unlimited     files")))
                .isEmpty();
    }

    @Test
    void acceptsAnyThreadName() {
        var stat = "77 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 40 2 13 14";
        assertThat(ProcessUsage.ThreadUsage.parse(stat))
                .isEqualTo(new ProcessUsage.ThreadUsage("77", "a) b (c", Duration.ofMillis(420)));
    }

    @Test
    void measuresThisProcess() {
        assertThat(ProcessUsage.residentKib(THIS_PROCESS)).isGreaterThan(1_024);
        assertThat(ProcessUsage.cpu(THIS_PROCESS)).isPositive();
        assertThat(ProcessUsage.openFiles(THIS_PROCESS)).isPositive();
        assertThat(ProcessUsage.threads(THIS_PROCESS).values())
                .anyMatch(thread -> thread.name().startsWith("C1 Compiler"));
    }

    @Test
    void measuresNothingOfAMissingProcess() {
        assertThat(ProcessUsage.residentKib(0)).isZero();
        assertThat(ProcessUsage.cpu(0)).isZero();
        assertThat(ProcessUsage.threads(0)).isEmpty();
    }
}
