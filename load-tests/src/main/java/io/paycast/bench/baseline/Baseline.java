package io.paycast.bench.baseline;

import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.testsupport.ChildProcess;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One baseline in a process of its own. Used by one thread. */
final class Baseline implements AutoCloseable {

    static final String LISTENING = "listening at ";
    static final String RESULT = "result ";

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final List<String> HEAP = List.of("-Xmx512m");

    private final ChildProcess process;
    private int kafkaLoads;

    private Baseline(ChildProcess process) {
        this.process = process;
    }

    /** Compiles and starts the loop of {@code send(2)}; empty if it cannot be compiled. */
    static Optional<Baseline> sendLoop(String compiler, Path source, Path folder) {
        var program = folder.resolve("broadcast").toString();
        try {
            var line = List.of(compiler, "-O2", "-o", program, source.toString());
            try (var compiling = ChildProcess.start("cc", line, Map.of(), folder)) {
                if (compiling.awaitExit(TIMEOUT) != 0) {
                    return Optional.empty();
                }
            }
        } catch (UncheckedIOException e) {
            return Optional.empty(); // there is no such compiler
        }
        var process = ChildProcess.start("send(2) loop", List.of(program), Map.of(), folder);
        return Optional.of(new Baseline(process));
    }

    static Baseline netty(Path folder) {
        return java("bare Netty", BareServers.class, folder, BareServers.BROADCAST);
    }

    static Baseline echo(Path folder) {
        return java("bare WebFlux echo", BareServers.class, folder, BareServers.ECHO);
    }

    /**
     * Starts bare Kafka clients.
     *
     * @param inFlight records in flight to the broker; 0 for one record at a time until it is
     *     consumed
     */
    static Baseline kafka(Path folder, String broker, int inFlight) {
        var count = Integer.toString(inFlight);
        return java("bare Kafka clients", BareKafkaClients.class, folder, broker, count);
    }

    private static Baseline java(String name, Class<?> main, Path folder, String... arguments) {
        var list = Stream.of(arguments).toList();
        return new Baseline(ChildProcess.startJava(name, main, HEAP, list, folder));
    }

    /** The name in reports. */
    static String label(String name) {
        return "floor, " + name;
    }

    String name() {
        return process.name();
    }

    /** The baseline as a system that forwards updates of this length, once it listens. */
    SystemUnderTest forwarding(int messageBytes) {
        return system(new Destination(address(), "", "", messageBytes));
    }

    /** The baseline as a system that takes webhooks, once it listens. */
    SystemUnderTest responding() {
        return system(new Destination(address(), "X", "x"));
    }

    private SystemUnderTest system(Destination webhooks) {
        var pids = Map.of(name(), process.pid());
        return new SystemUnderTest(webhooks.uri(), webhooks, _ -> "none", pids, false);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + process.awaitLine(LISTENING, TIMEOUT));
    }

    /**
     * Makes the Kafka clients load the broker for this time; returns the numbers they print.
     *
     * @param thinkTime the pause between a consumed record and the next
     */
    List<Long> loadKafka(Duration duration, Duration thinkTime) {
        process.writeLine("%d %d".formatted(duration.toNanos(), thinkTime.toNanos()));
        kafkaLoads++;
        var result = process.awaitLine(RESULT + kafkaLoads + ": ", TIMEOUT.plus(duration));
        return Stream.of(result.split(" ", -1)).map(Long::valueOf).toList();
    }

    /** Fails if the process has exited. */
    void requireAlive() {
        process.requireAlive();
    }

    @Override
    public void close() {
        process.close();
    }
}
