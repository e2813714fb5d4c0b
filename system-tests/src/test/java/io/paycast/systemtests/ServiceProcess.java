package io.paycast.systemtests;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.ChildProcess;
import io.paycast.testsupport.ProcessUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One service, started from its jar and configured by environment variables alone. */
final class ServiceProcess implements AutoCloseable {

    static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private static final Path ROOT = Path.of(System.getProperty("paycast.root", ".."));
    private static final Path LOGS = Path.of("target", "services");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    private final int port;
    private final ChildProcess process;

    private ServiceProcess(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Starts a service on a free port, without waiting for it. */
    static ServiceProcess start(String service, Map<String, String> environment) {
        return start(service, FreePort.find(), environment);
    }

    /** Starts a service on this port, without waiting for it. */
    static ServiceProcess start(String service, int port, Map<String, String> environment) {
        var flags =
                List.of(
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1", // several services start on few cores
                        "--enable-native-access=ALL-UNNAMED");
        return start(service, port, flags, environment);
    }

    /**
     * Starts a service with the Java flags of its image and the memory of its container, on two
     * cores: Java and Netty use more memory on a machine with more of them.
     */
    static ServiceProcess startAsInCompose(
            String service, int port, Map<String, String> environment) {
        var memory = "-XX:MaxRAM=" + composeMemory(service);
        var flags = new ArrayList<>(List.of(memory, "-XX:ActiveProcessorCount=2"));
        var image = read("Dockerfile", "JDK_JAVA_OPTIONS=\"([^\"]*)\"");
        // the image has these files in its own folder
        var files = "=" + ROOT.resolve("deploy").toAbsolutePath() + "/";
        flags.addAll(List.of(image.replace("=/app/", files).strip().split("\\s+", -1)));
        var settings = new HashMap<>(environment);
        settings.put("MALLOC_ARENA_MAX", read("Dockerfile", "MALLOC_ARENA_MAX=(\\d+)"));
        return start(service, port, flags, settings);
    }

    private static ServiceProcess start(
            String service, int port, List<String> flags, Map<String, String> environment) {
        var jar = ROOT.resolve(service).resolve("target").resolve(service + "-app.jar");
        var command = new ArrayList<>(List.of(ChildProcess.javaCommand()));
        command.addAll(flags);
        command.addAll(List.of("-jar", jar.toString()));
        var settings = new HashMap<>(environment);
        settings.put("SERVER_PORT", Integer.toString(port));
        return new ServiceProcess(port, ChildProcess.start(service, command, settings, LOGS));
    }

    private static String composeMemory(String service) {
        return read(
                "docker-compose.yml", "\n  " + service + ":\n(?:    .*\n)*?    mem_limit: (\\w+)");
    }

    /** The first group of a pattern in a file of the checkout, so that the two cannot differ. */
    private static String read(String file, String pattern) {
        try {
            var found = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve(file)));
            if (!found.find()) {
                throw new AssertionError(file + " contains no " + pattern);
            }
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the service is ready. */
    ServiceProcess awaitReady() {
        process.awaitReady(http("/actuator/health/readiness"), START_TIMEOUT);
        return this;
    }

    /** The resident memory in KiB. */
    long residentKib() {
        return ProcessUsage.residentKib(process.pid());
    }

    /** Counts the threads whose name has this prefix; Linux keeps 15 characters of a name. */
    long threads(String prefix) {
        return ProcessUsage.threads(process.pid()).values().stream()
                .filter(thread -> thread.name().startsWith(prefix))
                .count();
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

    /** Shuts the service down with SIGTERM, and returns its exit code. */
    int terminate() {
        return process.terminate(STOP_TIMEOUT);
    }

    /** Kills the service, as {@code kill -9} does. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.kill();
        process.close();
    }
}
