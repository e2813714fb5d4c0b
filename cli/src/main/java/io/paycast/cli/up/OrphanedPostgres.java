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
 * What a killed {@code paycast up} leaves behind: a PostgreSQL that still runs on the data, or its
 * process id in a file. Whoever calls this holds the data folder, so no living instance is meant.
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

    /** Ends it, if there is one, and clears away what would stop the next from starting. */
    void stop() {
        var running = process();
        running.ifPresent(this::stop);
        try {
            // Without this a process that was given the same id since would stop the start.
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new CommandFailure("%s cannot be deleted.".formatted(pidFile), e);
        }
    }

    /** Ends it without waiting; what it had not written yet it recovers at the next start. */
    void stopImmediately() {
        process().ifPresent(process -> signal(process, "QUIT"));
    }

    private void stop(ProcessHandle process) {
        signal(process, "INT");
        if (!exits(process, FAST_SHUTDOWN_TIMEOUT)) {
            signal(process, "QUIT");
            if (!exits(process, IMMEDIATE_SHUTDOWN_TIMEOUT)) {
                throw new CommandFailure(
                        "A PostgreSQL that an earlier \"paycast up\" left behind does not end; end process %d yourself."
                                .formatted(process.pid()));
            }
        }
    }

    /** The process of the pid file, if it is a PostgreSQL on this very data. */
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

    private static boolean exits(ProcessHandle process, Duration patience) {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
