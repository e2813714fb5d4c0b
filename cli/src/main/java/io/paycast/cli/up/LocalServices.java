package io.paycast.cli.up;

import io.paycast.cli.server.CommandFailure;
import io.paycast.embeddedkafka.KafkaStartFailure;
import io.paycast.tabby.TabbyEmulator;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;

/** The services, running in one Spring context. */
final class LocalServices implements AutoCloseable {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final ConfigurableApplicationContext context;

    private LocalServices(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts the services and returns once they accept requests. */
    static LocalServices start(
            UpOptions options,
            LocalSecrets secrets,
            Map<String, Object> defaults,
            List<String> fixed,
            UpApplication.DatabaseReady database) {
        var application = new SpringApplication(UpApplication.class);
        application.setDefaultProperties(defaults);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        application.addInitializers(context -> {
            var beans = context.getBeanFactory();
            beans.registerSingleton("upOptions", options);
            beans.registerSingleton("upSecrets", secrets);
            beans.registerSingleton("upDatabase", database);
        });
        return new LocalServices(application.run(fixed.toArray(String[]::new)));
    }

    /**
     * Waits until ingest can store webhooks and the gateway accepts clients.
     *
     * @throws CommandFailure after 60 s
     */
    void awaitReady(UpOptions options) {
        var health = URI.create(options.loopbackUrl() + "/actuator/health/readiness");
        long started = System.nanoTime();
        while (!isOk(health)) {
            if (StartupProgress.sinceNanos(started).compareTo(READY_TIMEOUT) > 0) {
                throw new CommandFailure(
                        "The services are not ready after %d s: ingest or gateway does not reach Kafka."
                                .formatted(READY_TIMEOUT.toSeconds()));
            }
            try {
                Thread.sleep(POLL_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Sends the webhooks that the emulator had not delivered when this process was stopped. */
    void resumeWebhooks() {
        context.getBean(TabbyEmulator.class).resume();
    }

    private static boolean isOk(URI address) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** The message for a failed start. */
    static String explain(Throwable failure, UpOptions options, Path log) {
        var root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CommandFailure || cause instanceof KafkaStartFailure) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof PortInUseException taken) {
                return String.valueOf(
                        ListenAddress.inUse(options.host(), options.port(), taken).getMessage());
            }
            root = cause;
        }
        var message = root.getMessage();
        return "The services did not start: %s (log: %s)"
                .formatted(message == null ? root.toString() : firstLine(message), log);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() {
        context.close();
    }
}
