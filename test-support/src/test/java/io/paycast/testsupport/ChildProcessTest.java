package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void readsALineOnceItIsComplete() {
        try (var process = shell("echo first; printf 'result: '; sleep 0.3; echo 42; sleep 60")) {
            assertThat(process.awaitLine("result: ", TIMEOUT)).isEqualTo("42");
        }
    }

    @Test
    void keepsTheOutputOfAKilledProcess() {
        try (var process = shell("echo out; echo err >&2; echo ready; sleep 60")) {
            process.awaitText("ready", TIMEOUT);
            process.kill();
            assertThat(process.output()).isEqualTo("out\nready\n");
            assertThat(process.errors()).isEqualTo("err\n");
        }
    }

    @Test
    void showsStandardErrorWhenTheProcessExitsEarly() {
        try (var process = shell("echo 'no such file' >&2; exit 3")) {
            assertThatThrownBy(() -> process.awaitLine("ready", TIMEOUT))
                    .hasMessage("shell exited with code 3: no such file")
                    .cause()
                    .hasMessageContaining("standard error:\nno such file");
        }
    }

    @Test
    void exchangesLinesAndReturnsTheExitCode() {
        try (var process = shell("read line; echo \"got $line\"; exit 5")) {
            process.writeLine("hello");
            assertThat(process.awaitLine("got ", TIMEOUT)).isEqualTo("hello");
            assertThat(process.awaitExit(TIMEOUT)).isEqualTo(5);
        }
    }

    @Test
    void terminatesInOrder() {
        try (var process = shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done")) {
            process.awaitLine("ready", TIMEOUT);
            assertThat(process.terminate(TIMEOUT)).isEqualTo(7);
        }
    }

    @Test
    void pausesAndResumesTheProcess() {
        try (var process = shell("echo ready; while read line; do echo \"got $line\"; done")) {
            process.awaitLine("ready", TIMEOUT);
            process.pause();
            var stat = Path.of("/proc", Long.toString(process.pid()), "stat");
            Awaitility.await().until(() -> Files.readString(stat).contains(") T "));
            process.resume();
            process.writeLine("hello");
            assertThat(process.awaitLine("got ", TIMEOUT)).isEqualTo("hello");
        }
    }

    private ChildProcess shell(String script) {
        return ChildProcess.start("shell", List.of("sh", "-c", script), Map.of(), folder);
    }
}
