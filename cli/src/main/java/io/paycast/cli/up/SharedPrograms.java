package io.paycast.cli.up;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder into which PostgreSQL's programs are unpacked, and which several processes share. Each
 * of them holds a shared lock while it unpacks and starts PostgreSQL. Only a process that is alone
 * deletes what a kill left partly unpacked: the library that unpacks would use it.
 */
final class SharedPrograms implements AutoCloseable {

    private static final String COMPLETE_MARKER = ".exists";

    private final FileChannel lock;

    private SharedPrograms(FileChannel lock) {
        this.lock = lock;
    }

    /** Deletes what is partly unpacked, unless another process uses the folder. */
    static SharedPrograms use(Path folder) throws IOException {
        Files.createDirectories(folder);
        var lock =
                FileChannel.open(
                        folder.resolve("in-use.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            try (var alone = lock.tryLock()) {
                if (alone != null) {
                    deletePartial(folder);
                }
            }
            lock.lock(0, Long.MAX_VALUE, true);
            return new SharedPrograms(lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void deletePartial(Path folder) throws IOException {
        try (var versions = Files.newDirectoryStream(folder, "PG-*")) {
            for (var version : versions) {
                if (!Files.exists(version.resolve(COMPLETE_MARKER))) {
                    Postgres.delete(version);
                }
            }
        }
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
