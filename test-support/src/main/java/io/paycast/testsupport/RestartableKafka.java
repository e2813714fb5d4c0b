package io.paycast.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A broker that one test owns, stops, kills and starts again on the same address with its data.
 * Always the embedded broker, in a process of its own. Used by one thread.
 */
public final class RestartableKafka implements AutoCloseable {

    private static final String MAX_HEAP = "256m";
    private static final String FOLDER = "paycast-kafka";

    private final ReservedPort port = new ReservedPort();
    private TemporaryFolder folder = TemporaryFolder.create(FOLDER);
    private @Nullable BrokerProcess running;
    private final String bootstrapServers;

    private RestartableKafka() {
        var broker = BrokerProcess.start(folder.path(), port.number(), MAX_HEAP);
        running = broker;
        bootstrapServers = broker.bootstrapServers();
    }

    /** Starts a broker without data; returns once it serves clients. */
    public static RestartableKafka started() {
        return new RestartableKafka();
    }

    /** The address that clients connect to; it never changes. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Starts the broker after {@link #kill()} or {@link #stop()}; returns once it is ready. */
    public void start() {
        if (running != null) {
            throw new IllegalStateException("The broker is running");
        }
        running = BrokerProcess.start(folder.path(), port.number(), MAX_HEAP);
    }

    /** Starts the broker again without its data, as after the loss of its disk. */
    public void startEmpty() {
        folder.close();
        folder = TemporaryFolder.create(FOLDER);
        start();
    }

    /** The sizes of a topic's logs at the moment, by file. */
    public Map<Path, Long> logSizes(String topic) {
        var sizes = new HashMap<Path, Long>();
        try (var partitions =
                Files.newDirectoryStream(folder.path().resolve("data/log"), topic + "-[0-9]")) {
            for (var partition : partitions) {
                var log = partition.resolve("00000000000000000000.log");
                sizes.put(log, Files.size(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sizes;
    }

    /**
     * Cuts logs to earlier sizes after {@link #kill()}, as if the machine had lost its power before
     * the rest was on its disk.
     */
    public void cutLogs(Map<Path, Long> sizes) {
        sizes.forEach((file, size) -> {
            try (var log = FileChannel.open(file, StandardOpenOption.WRITE)) {
                log.truncate(size);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Sends SIGSTOP: clients stay connected, and get no response. */
    public void pause() {
        requireRunning().pause();
    }

    /** Sends SIGCONT after {@link #pause()}. */
    public void resume() {
        requireRunning().resume();
    }

    /** Kills the broker as {@code kill -9} does: nothing is flushed, no client is notified. */
    public void kill() {
        takeRunning().close();
    }

    /** Shuts the broker down in order. */
    public void stop() {
        takeRunning().stop();
    }

    /** Kills the broker if it runs, and deletes its data. */
    @Override
    public void close() {
        if (running != null) {
            kill();
        }
        port.close();
        folder.close();
    }

    private BrokerProcess takeRunning() {
        var broker = requireRunning();
        running = null;
        return broker;
    }

    private BrokerProcess requireRunning() {
        var broker = running;
        if (broker == null) {
            throw new IllegalStateException("The broker is not running");
        }
        return broker;
    }
}
