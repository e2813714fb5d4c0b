package io.paycast.systemtests;

import io.paycast.embeddedkafka.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** One service as its jar runs it, configured by environment variables alone. */
final class ServiceProcess implements AutoCloseable {

    static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private static final Path ROOT = Path.of(System.getProperty("paycast.root", ".."));
    private static final Duration START = Duration.ofMinutes(3);

    private final String service;
    private final int port;
    private final Process process;

    private ServiceProcess(String service, int port, Process process) {
        this.service = service;
        this.port = port;
        this.process = process;
    }

    /** Starts a service on a free port, without waiting for it. */
    static ServiceProcess start(String service, Map<String, String> environment) {
        return start(service, FreePort.find(), environment);
    }

    /** Starts a service on a port, without waiting for it. */
    static ServiceProcess start(String service, int port, Map<String, String> environment) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var jar = ROOT.resolve(service).resolve("target").resolve(service + "-app.jar");
        var log = Path.of("target", "%s-%d.log".formatted(service, port));
        var builder =
                new ProcessBuilder(
                                java.toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1", // several start on few cores
                                "--enable-native-access=ALL-UNNAMED",
                                "-jar",
                                jar.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(new TreeMap<>(environment));
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        try {
            Files.createDirectories(log.getParent());
            return new ServiceProcess(service, port, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says that it is ready. */
    ServiceProcess awaitReady() {
        Awaitility.await()
                .alias(service + " is ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> get("/actuator/health/readiness") == 200);
        return this;
    }

    int get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(http(path)).timeout(Duration.ofSeconds(5)).build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** What it takes up of the machine's memory, in KiB, as Linux tells. */
    long residentKib() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many of its threads have a name that begins so; Linux keeps 15 characters of it. */
    long threads(String beginning) {
        var threads = Path.of("/proc", Long.toString(process.pid()), "task");
        try (var each = Files.list(threads)) {
            return each.filter(thread -> nameOf(thread).startsWith(beginning)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    int port() {
        return port;
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI socket(String query) {
        return URI.create("ws://127.0.0.1:" + port + "/ws" + query);
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        waitFor();
    }

    /** As SIGTERM; returns the exit code. */
    int stop() {
        process.destroy();
        return waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private int waitFor() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError(service + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
