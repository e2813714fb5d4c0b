package io.paycast.testsupport;

import io.paycast.embeddedkafka.EmbeddedKafka;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs the embedded broker in a process of its own, so that it can be killed and its CPU measured.
 * The broker exits when its standard input closes, hence also when its parent dies.
 */
public final class BrokerProcess implements AutoCloseable {

    private static final String READY = "broker ready at ";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    private final ChildProcess process;
    private final String bootstrapServers;

    private BrokerProcess(ChildProcess process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns once it serves clients.
     *
     * @param folder where its data and its output are; data of an earlier broker is kept
     * @param port 0 for a free one
     * @param maxHeap such as {@code 256m}
     */
    public static BrokerProcess start(Path folder, int port, String maxHeap) {
        var arguments = List.of(folder.resolve("data").toString(), Integer.toString(port));
        var process =
                ChildProcess.startJava(
                        "broker",
                        BrokerProcess.class,
                        List.of("-Xmx" + maxHeap),
                        arguments,
                        folder);
        try {
            return new BrokerProcess(process, process.awaitLine(READY, START_TIMEOUT));
        } catch (IllegalStateException e) {
            process.close();
            throw e;
        }
    }

    /** The child's own main; arguments: the data folder and the port. */
    static void main(String[] args) throws IOException {
        try (var broker = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
            System.out.println(READY + broker.bootstrapServers());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** The address that clients connect to: {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGSTOP: clients stay connected, and get no response. */
    public void pause() {
        process.pause();
    }

    /** Sends SIGCONT after {@link #pause()}. */
    public void resume() {
        process.resume();
    }

    /** Shuts the broker down in order. */
    public void stop() {
        process.closeInput();
        process.awaitExit(STOP_TIMEOUT);
        process.close();
    }

    /** Kills the broker, as {@code kill -9} does. */
    @Override
    public void close() {
        process.kill();
        process.close();
    }
}
