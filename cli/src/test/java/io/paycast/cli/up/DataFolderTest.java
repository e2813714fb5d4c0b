package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir private Path folder;

    @Test
    void refusesASecondInstanceAndNamesTheFirst() {
        try (var held = DataFolder.acquire(folder.resolve("a b/c"))) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> DataFolder.acquire(folder.resolve("a b/c")))
                    .withMessageStartingWith("The data folder " + held + " is in use")
                    .withMessageContaining("(process %d)", ProcessHandle.current().pid())
                    .withMessageEndingWith("or choose another folder with --data.");
        }
        DataFolder.acquire(folder.resolve("a b/c")).close();
    }

    @Test
    void opensItsFolderToItsOwnerOnly() throws IOException {
        DataFolder.acquire(folder.resolve("a b/c")).close();
        assertThat(Files.getPosixFilePermissions(folder.resolve("a b/c")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void leavesThePermissionsOfAnExistingFolder() throws IOException {
        var shared = PosixFilePermissions.fromString("rwxr-x---");
        Files.setPosixFilePermissions(folder, shared);
        DataFolder.acquire(folder).close();
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(shared);
    }

    @Test
    void refusesAFileInPlaceOfTheFolder() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> DataFolder.acquire(file))
                .withMessageContaining("%s is a file", file);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> DataFolder.acquire(file.resolve("below")))
                .withMessageStartingWith("The data folder " + file.resolve("below"))
                .withMessageContaining("--data");
    }

    @Test
    void refusesAFolderThatCannotBeWritten() throws IOException {
        // A folder in place of the lock file fails for root too.
        Files.createDirectories(folder.resolve("in-use.lock/x"));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> DataFolder.acquire(folder))
                .withMessageContaining("is not writable")
                .withMessageContaining("--data");
        assertThat(folder.resolve("kafka")).doesNotExist();
    }
}
