package io.paycast.cli.up;

import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The PostgreSQL process or pid file that a killed {@code paycast up} leaves behind. The caller
 * must hold the lock of the data folder, so that the process does not belong to a running instance.
 */
final class OrphanedPostgres {

    private static final Duration FAST_SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IMMEDIATE_SHUTDOWN_TIMEOUT = Duration.ofSeconds(3);

    private final Path cluster;
    private final Path pidFile;

    OrphanedPostgres(Path cluster) {
        this.cluster = cluster;
        this.pidFile = cluster.resolve("postmaster.pid");
    }

    /**
     * Stops the process if there is one, and deletes its pid file.
     *
     * @throws CommandFailure if the process does not end or the file cannot be deleted
     */
    void stop() {
        var running = process();
        running.ifPresent(this::stop);
        try {
            // Otherwise the start would fail if another process has the same id now.
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new CommandFailure(
                    "%s cannot be deleted. Allow this user to write to its folder."
                            .formatted(pidFile),
                    e);
        }
    }

    /** Stops the process without waiting. PostgreSQL recovers its data at the next start. */
    void stopImmediately() {
        process().ifPresent(process -> signal(process, "QUIT"));
    }

    private void stop(ProcessHandle process) {
        signal(process, "INT");
        if (!exits(process, FAST_SHUTDOWN_TIMEOUT)) {
            signal(process, "QUIT");
            if (!exits(process, IMMEDIATE_SHUTDOWN_TIMEOUT)) {
                throw new CommandFailure(
                        "The PostgreSQL of an earlier \"paycast up\" does not stop. End process %d yourself."
                                .formatted(process.pid()));
            }
        }
    }

    /** The process of the pid file, if it is a PostgreSQL on this data. */
    private Optional<ProcessHandle> process() {
        return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    private boolean isOurs(ProcessHandle process) {
        var line = process.info().commandLine().orElse("");
        return line.contains("postgres") && line.contains(cluster.toString());
    }

    private Optional<Long> pid() {
        try (var lines = Files.lines(pidFile)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d{1,10}"))
                    .map(Long::parseLong);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void signal(ProcessHandle process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean exits(ProcessHandle process, Duration timeout) {
        try {
            process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
