package io.paycast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A {@code paycast} command in a separate process, as a terminal runs it. */
final class CommandProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;

    private CommandProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a command, which writes its output to files in this folder. */
    static CommandProcess start(Path folder, String... arguments) throws IOException {
        var line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx512m",
                                "-Dpaycast.binaries="
                                        + Path.of("target", "postgresql").toAbsolutePath(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Paycast.class.getName()));
        line.addAll(List.of(arguments));
        var out = Files.createTempFile(folder, arguments[0], ".out");
        var err = Files.createTempFile(folder, arguments[0], ".err");
        var process =
                new ProcessBuilder(line)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new CommandProcess(process, out, err);
    }

    /** Waits until the command has printed this text to standard output or error. */
    CommandProcess awaitOutput(String text) {
        Awaitility.await()
                .alias(text)
                .atMost(TIMEOUT)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError(output() + errors());
                    }
                    return (output() + errors()).contains(text);
                });
        return this;
    }

    String output() {
        return read(out);
    }

    String errors() {
        return read(err);
    }

    /** Sends SIGTERM and returns the exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Kills the process, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not exit: " + output() + errors());
        }
        return process.exitValue();
    }

    /** Stops the process with SIGTERM, because a killed one leaves a PostgreSQL behind. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
