package io.paycast.cli.up;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.TrustedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The folder with all data of {@code paycast up}. A lock limits it to one instance; the operating
 * system releases the lock when the process ends, even after a kill.
 */
final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Creates the folder if it does not exist, and locks it.
     *
     * @throws CommandFailure if another instance uses it or it is not writable
     */
    static DataFolder acquire(Path folder) {
        FileChannel channel = open(folder);
        try {
            if (channel.tryLock() == null) {
                throw inUse(folder, channel);
            }
            channel.truncate(0);
            channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, channel);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        return new DataFolder(folder, channel);
    }

    private static FileChannel open(Path folder) {
        try {
            create(folder);
            return FileChannel.open(
                    folder.resolve("in-use.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    "The data folder %s cannot be created, because %s is a file. Choose another folder with --data."
                            .formatted(folder, e.getFile()),
                    e);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    /** Creates the folder for its owner only: Kafka's files in it hold the payments. */
    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var parent = Objects.requireNonNull(folder.toAbsolutePath().getParent());
        Files.createDirectories(parent);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var owner = PosixFilePermissions.fromString("rwx------");
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owner));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static CommandFailure notWritable(Path folder, IOException e) {
        return new CommandFailure(
                "The data folder %s is not writable. Allow this user to write to it, or choose another folder with --data."
                        .formatted(folder),
                e);
    }

    private static CommandFailure inUse(Path folder, FileChannel channel) {
        return new CommandFailure(
                "The data folder %s is in use by another \"paycast up\"%s. Stop that one, or choose another folder with --data."
                        .formatted(folder, holderDescription(channel)));
    }

    private static String holderDescription(FileChannel channel) {
        try (channel) {
            var content = ByteBuffer.allocate(20);
            channel.read(content, 0);
            var pid = UTF_8.decode(content.flip()).toString().strip();
            return pid.matches("\\d+") ? " (process %s)".formatted(pid) : "";
        } catch (IOException e) {
            return "";
        }
    }

    Path kafka() {
        return folder.resolve("kafka");
    }

    Path postgres() {
        return folder.resolve("postgresql");
    }

    Path secrets() {
        return folder.resolve("secrets");
    }

    /** The folder of the certificate of {@code --tls}. */
    Path tls() {
        return folder.resolve(TrustedCertificate.FOLDER);
    }

    Path log() {
        return folder.resolve("logs").resolve("paycast.log");
    }

    /** The user's settings file, which may not exist. */
    Path settings() {
        return folder.resolve("application.properties");
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
