package io.paycast.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A broker that one test owns and may stop, kill as {@code kill -9} does, and start again: on the
 * same address, with its data. Always the embedded broker, in a process of its own. Used by one
 * thread.
 */
public final class RestartableKafka implements AutoCloseable {

    private static final int STOP_SECONDS = 30;

    private final TemporaryFolder folder;
    private String bootstrapServers = "";
    private @Nullable Process running;

    private RestartableKafka(TemporaryFolder folder) {
        this.folder = folder;
    }

    /** A new broker without any data, serving clients. */
    public static RestartableKafka started() {
        var kafka = new RestartableKafka(TemporaryFolder.create("paycast-kafka"));
        kafka.launch("0");
        return kafka;
    }

    /** Where clients connect, the same for as long as this broker is used. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Starts it again after {@link #kill()} or {@link #stop()}; returns when it serves clients. */
    public void start() {
        if (running != null) {
            throw new IllegalStateException("The broker is running");
        }
        launch(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    }

    /** Ends it at once, with nothing flushed and no one told. */
    public void kill() {
        var broker = takeRunning();
        broker.destroyForcibly();
        awaitEnd(broker);
    }

    /** Ends it in order. */
    public void stop() {
        var broker = takeRunning();
        try {
            broker.getOutputStream().close();
        } catch (IOException gone) {
            throw new UncheckedIOException("The broker had ended by itself", gone);
        }
        awaitEnd(broker);
    }

    /** Kills it if it runs, and deletes its data. */
    @Override
    public void close() {
        if (running != null) {
            kill();
        }
        folder.delete();
    }

    private void launch(String port) {
        try {
            var broker =
                    new ProcessBuilder(command(port))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            running = broker;
            bootstrapServers = addressOf(broker);
        } catch (IOException failed) {
            throw new UncheckedIOException("The broker's process did not start", failed);
        }
    }

    private List<String> command(String port) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Kafka's storage reads through Unsafe, of which JDK 25 warns
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Xmx256m");
        command.add("-cp");
        command.add("@" + classPathFile());
        command.add(BrokerProcess.class.getName());
        command.add(folder.path().resolve("data").toString());
        command.add(port);
        return command;
    }

    /** In a file, since a class path of this length is no argument on every system. */
    private Path classPathFile() throws IOException {
        var classPath = System.getProperty("java.class.path").replace("\\", "\\\\");
        return Files.writeString(folder.path().resolve("class-path"), "\"" + classPath + "\"");
    }

    private static String addressOf(Process broker) throws IOException {
        var said = new StringBuilder();
        BufferedReader lines = broker.inputReader();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(BrokerProcess.READY)) {
                return line.substring(BrokerProcess.READY.length());
            }
            said.append(line).append('\n');
        }
        throw new IllegalStateException("The broker ended before it was ready:\n" + said);
    }

    private Process takeRunning() {
        var broker = running;
        if (broker == null) {
            throw new IllegalStateException("The broker is not running");
        }
        running = null;
        return broker;
    }

    private static void awaitEnd(Process broker) {
        try {
            if (!broker.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                broker.destroyForcibly();
                throw new IllegalStateException(
                        "The broker did not end in " + STOP_SECONDS + " seconds");
            }
        } catch (InterruptedException interrupted) {
            broker.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
