package io.paycast.embeddedkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Limits a data folder to one instance; the operating system releases it with the process. */
final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock acquire(Path folder) {
        var channel = open(folder);
        try {
            if (channel.tryLock() == null) {
                throw inUse(folder, channel);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(folder, channel);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
        return new FolderLock(channel);
    }

    private static FileChannel open(Path folder) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(
                    folder.resolve("in-use.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new KafkaStartFailure(
                    "Kafka's data folder %s cannot be created, because %s is a file. Choose another folder."
                            .formatted(folder, e.getFile()),
                    e);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    private static KafkaStartFailure inUse(Path folder, FileChannel channel) {
        closeQuietly(channel);
        return new KafkaStartFailure(
                "Kafka's data folder %s is in use by another instance. Stop that instance or choose another folder."
                        .formatted(folder));
    }

    private static KafkaStartFailure notWritable(Path folder, IOException e) {
        return new KafkaStartFailure(
                "Kafka's data folder %s is not writable. Allow this user to write to it or choose another folder."
                        .formatted(folder),
                e);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
