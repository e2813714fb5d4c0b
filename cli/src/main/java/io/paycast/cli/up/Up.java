package io.paycast.cli.up;

import io.paycast.cli.process.Signals;
import io.paycast.cli.server.TrustedCertificate;
import io.paycast.embeddedkafka.EmbeddedKafka;
import io.paycast.embeddedkafka.FreePort;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code paycast up}: starts Kafka, PostgreSQL and the services in parallel, and stops them in
 * the opposite order. The first thread that stops it wins; every other thread waits for the exit.
 */
final class Up {

    private static final Logger LOG = LoggerFactory.getLogger(Up.class);
    private static final Executor THREADS = task -> Thread.ofPlatform().name("up").start(task);
    private static final int EXIT_FORCED = 130;

    // Together below the 5 s within which the first Ctrl-C ends the process.
    private static final Duration SERVICES_STOP_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STORES_STOP_TIMEOUT = Duration.ofMillis(1_250);

    /** Longer, because a store may still be creating its data when another part fails. */
    private static final Duration FAILED_START_STOP_TIMEOUT = Duration.ofSeconds(30);

    private final UpOptions options;
    private final StartupProgress progress = StartupProgress.sinceProcessStart(System.out);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private CompletableFuture<EmbeddedKafka> kafka = notStarted();
    private CompletableFuture<Postgres> postgres = notStarted();
    private volatile @Nullable LocalServices services;

    Up(UpOptions options) {
        this.options = options;
    }

    int run() {
        try (var data = DataFolder.acquire(options.data())) {
            ListenAddress.requireFree(options.host(), options.port());
            progress.print("Starting Paycast at %s, data in %s".formatted(options.url(), data));
            UpLog.writeTo(data.log());
            Signals.onStop(() -> onStopSignal(data));
            try {
                var started = start(data);
                progress.print("Ready in %s.".formatted(progress.total()));
                if (options.once()) {
                    stop(data, STORES_STOP_TIMEOUT);
                    return 0;
                }
                UpLog.warnOnTerminal(true);
                progress.print(Banner.of(options, started, data));
            } catch (RuntimeException e) {
                onStartFailure(e, data);
            }
            awaitExit();
            return 0;
        }
    }

    /** Returns Kafka's bootstrap servers once everything is ready. */
    private String start(DataFolder data) {
        var secrets = new LocalSecrets(data.secrets(), new SecureRandom());
        FreePort.reserve(options.port());
        FreePort.reserve(options.kafkaPort());
        int kafkaPort = options.kafkaPort() == 0 ? FreePort.find() : options.kafkaPort();
        int postgresPort = FreePort.find();
        var password = secrets.get("postgres-password");
        kafka = startAsync("Kafka", data, () -> EmbeddedKafka.start(data.kafka(), kafkaPort));
        postgres =
                startAsync(
                        "PostgreSQL",
                        data,
                        () -> Postgres.start(postgresLocation(data), postgresPort, password));
        long startedNanos = System.nanoTime();
        var fixed =
                new ArrayList<>(LocalSettings.fixed(options, kafkaPort, postgresPort, password));
        if (options.tls()) {
            fixed.addAll(LocalSettings.tls(certificate(data, secrets)));
        }
        var running =
                LocalServices.start(
                        options,
                        secrets,
                        LocalSettings.defaults(options, secrets, data.settings()),
                        fixed,
                        postgres::join);
        services = running;
        var bootstrapServers = kafka.join().bootstrapServers();
        running.awaitReady(options);
        running.resumeWebhooks();
        progress.done("services", startedNanos);
        return bootstrapServers;
    }

    /** The certificate, which this process trusts from now on: its services call one another. */
    private LocalCertificate certificate(DataFolder data, LocalSecrets secrets) {
        var certificate =
                LocalCertificate.in(data.tls(), options.host(), secrets, InstantSource.system());
        SSLContext.setDefault(TrustedCertificate.trusting(certificate.pem()));
        return certificate;
    }

    private <T> CompletableFuture<T> startAsync(String what, DataFolder data, Supplier<T> part) {
        long startedNanos = System.nanoTime();
        return CompletableFuture.supplyAsync(part, THREADS)
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        progress.done(what, startedNanos);
                    } else {
                        // On another thread: stopping waits for this future to complete.
                        THREADS.execute(() -> onStartFailure(failure, data));
                    }
                });
    }

    private static <T> CompletableFuture<T> notStarted() {
        return CompletableFuture.failedFuture(new IllegalStateException("not started"));
    }

    private static Postgres.Location postgresLocation(DataFolder data) {
        var shared = Optional.ofNullable(System.getProperty("paycast.binaries"));
        return new Postgres.Location(
                data.postgres(),
                shared.map(java.nio.file.Path::of)
                        .orElseGet(() -> data.postgres().resolve("programs")),
                data.secrets().resolve("postgres-password"));
    }

    /** The server process on this data, which outlives this process if nobody stops it. */
    private static OrphanedPostgres postgresOf(DataFolder data) {
        return new OrphanedPostgres(postgresLocation(data).cluster());
    }

    private void onStartFailure(Throwable failure, DataFolder data) {
        if (stopping.compareAndSet(false, true)) {
            UpLog.warnOnTerminal(false);
            System.err.println("paycast: " + LocalServices.explain(failure, options, data.log()));
            stop(data, FAILED_START_STOP_TIMEOUT);
            Runtime.getRuntime().halt(1);
        }
        awaitExit();
    }

    /** Stops everything in order on the first Ctrl-C, and exits immediately on the second. */
    private void onStopSignal(DataFolder data) {
        if (stopping.compareAndSet(false, true)) {
            UpLog.warnOnTerminal(false);
            progress.print("\nStopping; press Ctrl-C again to exit immediately.");
            long startedNanos = System.nanoTime();
            stop(data, STORES_STOP_TIMEOUT);
            progress.print(
                    "Stopped in %s; the data is kept in %s."
                            .formatted(
                                    StartupProgress.seconds(
                                            StartupProgress.sinceNanos(startedNanos)),
                                    options.data()));
            Runtime.getRuntime().halt(0);
        }
        postgresOf(data).stopImmediately();
        Runtime.getRuntime().halt(EXIT_FORCED);
    }

    /**
     * Stops the services first, because they write to Kafka and PostgreSQL. A part that exceeds its
     * time limit is abandoned: both stores survive a kill, so that no acknowledged data is lost.
     */
    private void stop(DataFolder data, Duration storesLimit) {
        var running = services;
        if (running != null) {
            awaitStop(
                    "services",
                    CompletableFuture.runAsync(running::close, THREADS),
                    SERVICES_STOP_TIMEOUT);
        }
        var stores =
                CompletableFuture.allOf(
                        kafka.thenAcceptAsync(EmbeddedKafka::close, THREADS),
                        postgres.thenAcceptAsync(Postgres::close, THREADS));
        if (!awaitStop("kafka-and-postgres", stores, storesLimit)) {
            postgresOf(data).stopImmediately();
        }
    }

    private static boolean awaitStop(String part, CompletableFuture<Void> stop, Duration limit) {
        try {
            stop.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            LOG.warn("stop timed out part={} timeoutMs={}", part, limit.toMillis());
        } catch (ExecutionException e) {
            LOG.warn("stop failed part={}", part, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Blocks until another thread ends the process. */
    private static void awaitExit() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
