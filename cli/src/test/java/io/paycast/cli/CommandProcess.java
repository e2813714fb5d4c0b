package io.paycast.cli;

import io.paycast.testsupport.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs a {@code paycast} command in a process of its own, as a terminal does. */
final class CommandProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final ChildProcess process;

    private CommandProcess(ChildProcess process) {
        this.process = process;
    }

    /** Starts a command, which writes its output to files in this folder. */
    static CommandProcess start(Path folder, String... arguments) {
        var flags =
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-Dpaycast.binaries=" + Path.of("target", "postgresql").toAbsolutePath());
        return new CommandProcess(
                ChildProcess.startJava(
                        arguments[0], Paycast.class, flags, List.of(arguments), folder));
    }

    /** Waits until the command has printed this text to standard output or error. */
    CommandProcess awaitOutput(String text) {
        process.awaitText(text, TIMEOUT);
        return this;
    }

    String output() {
        return process.output();
    }

    /** The complete lines of standard output so far. */
    List<String> lines() {
        var written = output();
        return written.substring(0, written.lastIndexOf('\n') + 1).lines().toList();
    }

    String errors() {
        return process.errors();
    }

    /** Sends SIGTERM and returns the exit code. */
    int stop() {
        return process.terminate(TIMEOUT);
    }

    /** Kills the process, as {@code kill -9} does. */
    void kill() {
        process.kill();
    }

    int exitCode() {
        return process.awaitExit(TIMEOUT);
    }

    /** Stops the process with SIGTERM, because a killed one leaves a PostgreSQL behind. */
    @Override
    public void close() {
        process.close();
    }
}
