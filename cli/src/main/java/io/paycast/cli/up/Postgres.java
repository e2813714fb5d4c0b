package io.paycast.cli.up;

import io.paycast.cli.server.CommandFailure;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** A PostgreSQL server on 127.0.0.1 with a password, which flushes its data to disk. */
final class Postgres implements AutoCloseable {

    static final String USER = "postgres";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * The folders and files of the server.
     *
     * @param folder the data and the log
     * @param binaries the unpacked programs, which all data folders share
     * @param passwordFile read by initdb when it creates the data
     */
    record Location(Path folder, Path binaries, Path passwordFile) {

        Path cluster() {
            return folder.resolve("data");
        }

        Path log() {
            return folder.resolve("postgresql.log");
        }

        /** Exists once initdb has completed; incomplete data is deleted and created again. */
        private Path completeMarker() {
            return folder.resolve("data-complete");
        }
    }

    /**
     * Stops the server that a killed instance left behind, then starts one on this port.
     *
     * @throws CommandFailure if it does not start
     */
    static Postgres start(Location location, int port, String password) {
        try {
            Files.createDirectories(location.folder());
            new OrphanedPostgres(location.cluster()).stop();
            if (!Files.exists(location.completeMarker())) {
                delete(location.cluster());
            }
            var server = unpackAndStart(location, port, password);
            if (!Files.exists(location.completeMarker())) {
                Files.createFile(location.completeMarker());
            }
            return new Postgres(server);
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new CommandFailure(
                    "PostgreSQL did not start: %s (log: %s)"
                            .formatted(lastLogLine(location.log(), e), location.log()),
                    e);
        }
    }

    private static EmbeddedPostgres unpackAndStart(Location location, int port, String password)
            throws IOException {
        try (var _ = SharedPrograms.use(location.binaries())) {
            return builder(location, port, password).start();
        }
    }

    private static EmbeddedPostgres.Builder builder(Location location, int port, String password) {
        var log = ProcessBuilder.Redirect.appendTo(location.log().toFile());
        return EmbeddedPostgres.builder()
                .setDataDirectory(location.cluster())
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(location.binaries().toFile())
                .setPort(port)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_TIMEOUT)
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                // Options of initdb: other users of this machine must not have access.
                .setLocaleConfig("auth-host", "scram-sha-256")
                .setLocaleConfig("pwfile", location.passwordFile().toString())
                .setConnectConfig("password", password)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                // The library is made for tests and does not flush by default.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "50");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static String lastLogLine(Path log, Exception e) {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.isEmpty() ? String.valueOf(e.getMessage()) : lines.getLast().strip();
        } catch (IOException | UncheckedIOException unreadable) {
            return String.valueOf(e.getMessage());
        }
    }
}
