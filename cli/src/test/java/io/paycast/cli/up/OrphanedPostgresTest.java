package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanedPostgresTest {

    @TempDir private Path folder;
    private Path cluster = Path.of("");
    private @Nullable Process process;

    @BeforeEach
    void cluster() throws IOException {
        cluster = Files.createDirectories(folder.resolve("my data"));
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void stopsAPostgresOnThisData() throws Exception {
        var orphan = start("postgres", "-D", cluster.toString());
        pidFile(Long.toString(orphan.pid()));
        new OrphanedPostgres(cluster).stop();
        assertThat(orphan.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void ignoresAPostgresOnOtherData() throws IOException {
        var other = start("postgres", "-D", folder.resolve("other").toString());
        pidFile(Long.toString(other.pid()));
        new OrphanedPostgres(cluster).stop();
        assertThat(other.isAlive()).isTrue();
        assertThat(cluster.resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void deletesAnUnreadablePidFile() throws IOException {
        pidFile("no number");
        new OrphanedPostgres(cluster).stop();
        assertThat(cluster.resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void doesNothingWithoutAnOrphan() {
        new OrphanedPostgres(cluster).stop();
        assertThat(cluster).isEmptyDirectory();
    }

    private void pidFile(String pid) throws IOException {
        Files.writeString(cluster.resolve("postmaster.pid"), pid + "\n" + cluster + "\n");
    }

    /** Starts a process with this command line, which waits. */
    private Process start(String... line) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "read x", "sh"));
        command.addAll(List.of(line));
        var started = new ProcessBuilder(command).start();
        process = started;
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        started.info().commandLine().orElse("").contains(line[line.length - 1]));
        return started;
    }
}
