package io.paycast.cli.up;

import io.paycast.cli.process.Signals;
import io.paycast.embeddedkafka.EmbeddedKafka;
import io.paycast.embeddedkafka.FreePort;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts Kafka, PostgreSQL and the services beside each other, and stops them in the opposite
 * order. Whichever thread is the first to end it all does so; the others wait for the end.
 */
final class Up {

    private static final Executor THREADS = task -> Thread.ofPlatform().name("up").start(task);
    private static final int EXIT_FORCED = 130;

    private final UpOptions options;
    private final StartupProgress progress = StartupProgress.sinceProcessStart(System.out);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private CompletableFuture<EmbeddedKafka> kafka = notStarted();
    private CompletableFuture<Postgres> postgres = notStarted();
    private volatile @Nullable Services services;

    Up(UpOptions options) {
        this.options = options;
    }

    int run() {
        try (var data = DataFolder.acquire(options.data())) {
            ListenAddress.requireFree(options.host(), options.port());
            progress.print("Paycast starts at %s, data in %s".formatted(options.url(), data));
            UpLog.writeTo(data.log());
            var cluster = new OrphanedPostgres(postgresLocation(data).cluster());
            Signals.onStop(() -> onStopSignal(cluster));
            try {
                var started = start(data);
                progress.print("Ready in %s.".formatted(progress.total()));
                if (options.once()) {
                    stop();
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

    /** Returns where Kafka is, when all is ready. */
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
        var running =
                Services.start(
                        LocalSettings.defaults(options, secrets, data.settings()),
                        LocalSettings.fixed(options, kafkaPort, postgresPort, password),
                        postgres::join);
        services = running;
        var bootstrapServers = kafka.join().bootstrapServers();
        running.awaitReady(options);
        progress.done("services", startedNanos);
        return bootstrapServers;
    }

    private <T> CompletableFuture<T> startAsync(String what, DataFolder data, Supplier<T> part) {
        long startedNanos = System.nanoTime();
        return CompletableFuture.supplyAsync(part, THREADS)
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        progress.done(what, startedNanos);
                    } else {
                        // on another thread: whoever stops waits for this part's end
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

    private void onStartFailure(Throwable failure, DataFolder data) {
        if (stopping.compareAndSet(false, true)) {
            UpLog.warnOnTerminal(false);
            System.err.println("paycast: " + Services.explain(failure, options, data.log()));
            stop();
            Runtime.getRuntime().halt(1);
        }
        awaitExit();
    }

    /** Ctrl-C: the first stops in order, the second ends at once. */
    private void onStopSignal(OrphanedPostgres cluster) {
        if (stopping.compareAndSet(false, true)) {
            UpLog.warnOnTerminal(false);
            progress.print("\nStopping; Ctrl-C again ends it at once.");
            long startedNanos = System.nanoTime();
            stop();
            progress.print(
                    "Stopped in %s; the data is in %s."
                            .formatted(
                                    StartupProgress.seconds(
                                            StartupProgress.sinceNanos(startedNanos)),
                                    options.data()));
            Runtime.getRuntime().halt(0);
        }
        cluster.stopImmediately();
        Runtime.getRuntime().halt(EXIT_FORCED);
    }

    /** First what takes requests, then what they were written to. */
    private void stop() {
        var running = services;
        if (running != null) {
            running.close();
        }
        CompletableFuture.allOf(
                        kafka.thenAcceptAsync(EmbeddedKafka::close, THREADS),
                        postgres.thenAcceptAsync(Postgres::close, THREADS))
                .handle((done, failure) -> true)
                .join();
    }

    /** Until the process ends. */
    private static void awaitExit() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
