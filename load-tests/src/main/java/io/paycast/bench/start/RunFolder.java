package io.paycast.bench.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A temporary folder, gone at the end of the run. */
public record RunFolder(Path path) implements AutoCloseable {

    public static RunFolder create() {
        try {
            var folder = new RunFolder(Files.createTempDirectory("paycast-bench-"));
            Runtime.getRuntime().addShutdownHook(new Thread(folder::close, "delete-run-folder"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder could be made", e);
        }
    }

    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (var found = Files.walk(path)) {
            for (var file : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // a process that is going still writes; what is left is in the system's own folder
        }
    }
}
