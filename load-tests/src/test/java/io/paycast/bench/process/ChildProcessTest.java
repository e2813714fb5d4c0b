package io.paycast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    @TempDir private Path folder;

    @Test
    void aLineIsReadOnceItIsWhole() {
        var script = "echo first; printf 'result: '; sleep 0.3; echo 42; sleep 60";
        try (var process =
                ChildProcess.start(
                        "shell", List.of("sh", "-c", script), Map.of(), folder.resolve("log"))) {
            assertThat(process.awaitLine("result: ", Duration.ofSeconds(30))).isEqualTo("42");
        }
    }
}
