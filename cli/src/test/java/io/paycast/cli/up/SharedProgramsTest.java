package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedProgramsTest {

    @TempDir private Path folder;

    /** Another process that unpacks, until its input ends. */
    static final class Unpacking {
        private Unpacking() {}

        public static void main(String[] arguments) throws IOException {
            var folder = Path.of(arguments[0]);
            try (var _ = SharedPrograms.use(folder)) {
                Files.createDirectories(folder.resolve("PG-new").resolve("bin"));
                System.out.println("unpacking");
                System.in.readAllBytes();
            }
        }
    }

    @Test
    void keepsWhatAnotherProcessIsUnpacking() throws IOException {
        var programs = folder.resolve("programs");
        try (var other =
                ChildProcess.startJava(
                        "unpacking",
                        Unpacking.class,
                        List.of("-XX:TieredStopAtLevel=1", "-Xmx64m"),
                        List.of(programs.toString()),
                        folder)) {
            other.awaitText("unpacking", Duration.ofMinutes(2));
            use(programs);
            assertThat(programs.resolve("PG-new").resolve("bin")).exists();
            other.closeInput();
            assertThat(other.awaitExit(Duration.ofMinutes(2))).isZero();
        }
    }

    @Test
    void deletesWhatAKillLeftPartlyUnpacked() throws IOException {
        Files.createDirectories(folder.resolve("PG-killed").resolve("bin"));
        Files.createDirectories(folder.resolve("PG-complete"));
        Files.createFile(folder.resolve("PG-complete").resolve(".exists"));
        use(folder);
        assertThat(folder.resolve("PG-killed")).doesNotExist();
        assertThat(folder.resolve("PG-complete")).exists();
    }

    private static void use(Path folder) throws IOException {
        try (var programs = SharedPrograms.use(folder)) {
            assertThat(programs).isNotNull();
        }
    }
}
