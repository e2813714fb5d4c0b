package io.paycast.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinesTest {

    private static final int SOCKETS = 3;

    @TempDir private Path folder;
    private final Report report = new Report("test");
    private final SystemUnderTest paycast = nobody();

    @BeforeEach
    void aRunThatWasSound() {
        report.figure(Report.MESSAGE_BYTES, 300, "");
        report.figure("gateway: CPU per delivery", 5, "µs");
    }

    @Test
    void aFloorThatDiesFailsTheRunInASentenceAndLeavesNoRatio() throws IOException {
        var source = folder.resolve("load-tests/src/main/c/broadcast.c");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "int main(void) { return 1; }\n");
        new Baselines(folder, folder, null).beside(report, load(SOCKETS), paycast);
        assertThat(report.value("gateway / send(2) loop: CPU per delivery")).isNaN();
        assertThat(report.figures()).allMatch(it -> Double.isFinite(it.value()));
        if (report.notes().toString().contains("no cc compiles it here")) {
            assertThat(report.isSound()).isTrue();
        } else {
            assertThat(report.isSound()).isFalse();
            assertThat(report.failures())
                    .containsExactly("floor, send(2) loop: send(2) loop has ended: ");
        }
    }

    @Test
    void whatWasNotSoundIsSetBesideNothing() {
        report.fails("it rained");
        new Baselines(folder, folder, null).beside(report, load(SOCKETS), paycast);
        assertThat(report.figures()).hasSize(2);
        assertThat(report.notes()).anyMatch(note -> note.startsWith("floors are left out"));
    }

    @Test
    void whatTakesAKafkaHasNoFloorWhereNoneIsKnown() {
        for (int sockets : new int[] {0, 1}) {
            var alone = new Report("test");
            new Baselines(folder, folder, null).beside(alone, load(sockets), paycast);
            assertThat(alone.isSound()).isTrue();
            assertThat(alone.figures()).isEmpty();
            assertThat(alone.notes()).anyMatch(note -> note.contains("--start"));
        }
    }

    @Test
    void kafkasClientsThatDieFailTheRunInASentenceAndLeaveNoRatio() {
        var nobody = "127.0.0.1:nowhere";
        new Baselines(folder, folder, nobody).beside(report, load(1), paycast);
        assertThat(report.isSound()).isFalse();
        assertThat(report.failures().toString())
                .contains("bare Kafka clients has ended: Caused by: ", nobody);
        assertThat(report.value("webhook to socket / (HTTP echo + Kafka): p50")).isNaN();
    }

    private static SystemUnderTest nobody() {
        var nowhere = URI.create("http://127.0.0.1:1");
        return new SystemUnderTest(
                nowhere, new Destination(nowhere, "X", "x"), _ -> "token", Map.of(), false);
    }

    private static Load load(int sockets) {
        return new Load(
                sockets,
                0,
                false,
                true,
                0,
                4,
                Duration.ZERO,
                2,
                4,
                sockets,
                1,
                0,
                Duration.ZERO,
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }
}
