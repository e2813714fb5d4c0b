package io.paycast.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder of its own under the system's temporary one, deleted with all that is in it. */
record TemporaryFolder(Path path) {

    static TemporaryFolder create(String prefix) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(prefix + "-"));
        } catch (IOException full) {
            throw new UncheckedIOException("No temporary folder could be made", full);
        }
    }

    void delete() {
        try (var found = Files.walk(path)) {
            for (var file : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException inUse) {
            throw new UncheckedIOException("Not deleted: " + path, inUse);
        }
    }
}
