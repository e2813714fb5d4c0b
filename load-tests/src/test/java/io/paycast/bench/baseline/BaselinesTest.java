package io.paycast.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaselinesTest {

    private static final int SOCKETS = 3;

    @TempDir private Path folder;
    private final Report report = new Report("test");

    @BeforeEach
    void fillTheReportOfASoundRun() {
        report.figure(Report.MESSAGE_BYTES, 300, "");
        report.figure("gateway: CPU per delivery", 5, "µs");
    }

    @Test
    void failsTheRunWithoutARatioIfABaselineExits() throws IOException {
        compare(report, load(SOCKETS), null, compilerOfAProgramThatExits());
        assertThat(report.failures())
                .containsExactly(
                        "floor, send(2) loop: send(2) loop exited with code 1: it printed nothing");
        assertThat(report.value("gateway / send(2) loop: CPU per delivery")).isNaN();
        assertThat(report.figures()).allMatch(it -> Double.isFinite(it.value()));
    }

    @Test
    void omitsTheSendLoopIfNothingCompilesIt() {
        compare(report, load(SOCKETS), null, "no-such-compiler");
        assertThat(report.isSound()).isTrue();
        assertThat(report.notes())
                .contains("floor, send(2) loop, is omitted: no-such-compiler fails");
        assertThat(report.value("floor, bare Netty: deliveries")).isPositive();
    }

    @Test
    void omitsBaselinesOfARunThatIsNotSound() {
        report.fail("a socket was lost");
        compare(report, load(SOCKETS), null, "cc");
        assertThat(report.figures()).hasSize(2);
        assertThat(report.notes()).containsExactly("floors are omitted: the run is not sound");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void omitsBaselinesThatNeedAnUnknownKafka(int sockets) {
        var alone = new Report("test");
        compare(alone, load(sockets), null, "cc");
        assertThat(alone.isSound()).isTrue();
        assertThat(alone.figures()).isEmpty();
        assertThat(alone.notes()).anyMatch(note -> note.contains("--start"));
    }

    @Test
    void failsTheRunWithoutARatioIfTheKafkaClientsExit() {
        var invalid = "127.0.0.1:nowhere";
        compare(report, load(1), invalid, "cc");
        assertThat(report.isSound()).isFalse();
        assertThat(report.failures().toString())
                .contains("bare Kafka clients exited with code 1: Caused by: ", invalid);
        assertThat(report.value("webhook to socket / (HTTP echo + Kafka): p50")).isNaN();
    }

    private void compare(Report to, Load load, @Nullable String broker, String compiler) {
        var setup = new Baselines.Setup(folder, folder, broker, compiler);
        new Baselines(to, load, noSystem(), setup).compare();
    }

    /** Stands for {@code cc -O2 -o PROGRAM SOURCE}. */
    private String compilerOfAProgramThatExits() throws IOException {
        var compiler = folder.resolve("compiler");
        var script =
                """
                #!/bin/sh
                printf '#!/bin/sh\\nexit 1\\n' > "$3"
                chmod +x "$3"
                """;
        Files.writeString(compiler, script);
        assertThat(compiler.toFile().setExecutable(true)).isTrue();
        return compiler.toString();
    }

    private static SystemUnderTest noSystem() {
        var nowhere = URI.create("http://127.0.0.1:1");
        return new SystemUnderTest(
                nowhere, new Destination(nowhere, "X", "x"), _ -> "token", Map.of(), false);
    }

    private static Load load(int sockets) {
        return new Load(
                new Load.Clients(sockets, 0, Load.Scope.EVERYTHING, SOCKETS, 1, 0),
                new Load.Sending(0, 4, Duration.ZERO, 2, 4),
                new Load.Timing(
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10)));
    }
}
