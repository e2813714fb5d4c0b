package io.paycast.embeddedkafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A running Kafka broker with its controller, which listens on 127.0.0.1 only. It keeps its data in
 * a folder: acknowledged records survive {@link #close()} and a kill.
 *
 * <p>A lock limits a folder to one instance. The operating system releases it when the process
 * ends. All methods may be called from any thread.
 */
public final class EmbeddedKafka implements AutoCloseable {

    /** How many free ports to try, since another process may bind one before Kafka does. */
    private static final int PORT_ATTEMPTS = 5;

    private final KafkaRaftServer server;
    private final FolderLock lock;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(KafkaRaftServer server, FolderLock lock, int port) {
        this.server = server;
        this.lock = lock;
        this.port = port;
    }

    /** Starts a broker on a free port. */
    public static EmbeddedKafka start(Path dataFolder) {
        return start(dataFolder, 0);
    }

    /** Starts a broker on this port; 0 selects a free one. */
    public static EmbeddedKafka start(Path dataFolder, int port) {
        return start(dataFolder, port, Map.of());
    }

    /**
     * Starts a broker and returns once it serves clients.
     *
     * @param dataFolder created if it does not exist
     * @param port 0 selects a free one
     * @param brokerSettings Kafka settings that override the defaults of this class
     * @throws KafkaStartFailure if the folder or the port cannot be used, or Kafka fails to start
     */
    public static EmbeddedKafka start(
            Path dataFolder, int port, Map<String, String> brokerSettings) {
        QuietKafkaLogs.apply();
        var lock = FolderLock.acquire(dataFolder);
        try {
            return start(lock, dataFolder.resolve("log"), port, brokerSettings);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedKafka start(
            FolderLock lock,
            Path logFolder,
            int requestedPort,
            Map<String, String> brokerSettings) {
        for (int attempt = 1; ; attempt++) {
            int port = requestedPort == 0 ? FreePort.find() : reserved(requestedPort);
            int controllerPort = FreePort.find();
            var config =
                    KafkaConfig.fromProps(
                            BrokerProperties.of(logFolder, port, controllerPort, brokerSettings));
            formatOnce(config, logFolder);
            var server = new KafkaRaftServer(config, Time.SYSTEM);
            try {
                server.startup();
                return new EmbeddedKafka(server, lock, port);
            } catch (RuntimeException e) {
                stop(server);
                if (!KafkaPort.isBindFailure(e) || attempt == PORT_ATTEMPTS) {
                    throw new KafkaStartFailure(
                            "Kafka could not start in %s: %s".formatted(logFolder, rootMessage(e)),
                            e);
                }
            }
        }
    }

    private static int reserved(int port) {
        KafkaPort.requireFree(port);
        FreePort.reserve(port);
        return port;
    }

    private static void formatOnce(KafkaConfig config, Path logFolder) {
        if (Files.exists(logFolder.resolve("meta.properties"))) {
            return;
        }
        var formatter =
                new Formatter()
                        .setPrintStream(SilentStream.INSTANCE)
                        .setNodeId(config.nodeId())
                        .setClusterId(Uuid.randomUuid().toString())
                        .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
                        .setMetadataLogDirectory(config.metadataLogDir())
                        .addDirectory(logFolder.toString());
        try {
            formatter.run();
        } catch (Exception e) {
            throw new KafkaStartFailure(
                    "Kafka could not prepare %s: %s".formatted(logFolder, rootMessage(e)), e);
        }
    }

    /** The address for clients: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return FreePort.HOST + ":" + port;
    }

    /** Shuts the broker down cleanly and releases the folder; a second call has no effect. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                stop(server);
            } finally {
                lock.close();
            }
        }
    }

    private static void stop(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static String rootMessage(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
