package io.paycast.bench.start;

import io.paycast.bench.process.ChildProcess;
import io.paycast.embeddedkafka.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/** One service as production runs it, on a free port. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ChildProcess process;
    private final URI uri;
    private final long beganNanos;

    private ServiceProcess(ChildProcess process, URI uri, long beganNanos) {
        this.process = process;
        this.uri = uri;
        this.beganNanos = beganNanos;
    }

    /**
     * Starts one, without waiting for it.
     *
     * @param java the command up to the jar, the jar included
     */
    static ServiceProcess start(
            String name, List<String> java, Map<String, String> settings, Path log) {
        int port = FreePort.find();
        var environment = new HashMap<>(settings);
        environment.put("MALLOC_ARENA_MAX", "1"); // as the Dockerfile has it
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        long began = System.nanoTime();
        var process = ChildProcess.start(name, java, environment, log);
        return new ServiceProcess(process, URI.create("http://127.0.0.1:" + port), began);
    }

    /** Waits until it is ready; returns how long that took since its start. */
    Duration awaitReady() {
        return await("become ready", status -> status == 200);
    }

    /** Waits until it says how it is, well or not. */
    void awaitAnswer() {
        await("answer", _ -> true);
    }

    private Duration await(String what, IntPredicate wanted) {
        var request =
                HttpRequest.newBuilder(uri.resolve("/actuator/health/readiness"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        while (System.nanoTime() - beganNanos < PATIENCE.toNanos()) {
            process.requireAlive();
            try {
                if (wanted.test(HTTP.send(request, BodyHandlers.discarding()).statusCode())) {
                    return Duration.ofNanos(System.nanoTime() - beganNanos);
                }
            } catch (IOException e) {
                // not yet
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new IllegalStateException("%s does not %s".formatted(process.name(), what));
    }

    URI uri() {
        return uri;
    }

    long pid() {
        return process.pid();
    }

    /** Has it end in order, and waits for that. */
    void end(Duration patience) {
        process.end(patience);
    }

    /** LoadGenerator it at once, where nothing that it leaves behind matters. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
