package io.paycast.bench.baseline;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.run.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes that floors are measured with. */
final class Baseline {

    static final String LISTENING = "listening at ";
    static final String RESULT = "result ";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> HEAP = List.of("-Xmx512m");

    private final Path folder;
    private final Path source;

    /**
     * @param folder where logs go, and what is compiled
     * @param checkout where {@code broadcast.c} is
     */
    Baseline(Path folder, Path checkout) {
        this.folder = folder;
        this.source = checkout.resolve("load-tests/src/main/c/broadcast.c");
    }

    /** The loop of {@code send(2)}; empty where nothing compiles it. */
    Optional<ChildProcess> sendLoop() {
        var program = folder.resolve("broadcast").toString();
        try {
            var compiler =
                    new ProcessBuilder("cc", "-O2", "-o", program, source.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("cc.log").toFile())
                            .start();
            if (compiler.waitFor() != 0) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return Optional.of(
                ChildProcess.start("send(2) loop", List.of(program), Map.of(), log("send-loop")));
    }

    ChildProcess netty() {
        return java("bare Netty", BareServers.class, List.of());
    }

    ChildProcess echo() {
        return java("bare WebFlux echo", WebFluxEcho.class, List.of());
    }

    /**
     * Bare Kafka clients.
     *
     * @param inFlight records under way to the broker; 0 for one at a time, until it is consumed
     */
    KafkaClients kafka(String broker, int inFlight) {
        var arguments = List.of(broker, Integer.toString(inFlight));
        return new KafkaClients(java("bare Kafka clients", BareKafkaClients.class, arguments));
    }

    /** Where one listens. */
    static URI uri(ChildProcess floor) {
        return URI.create("http://127.0.0.1:" + floor.awaitLine(LISTENING, PATIENCE));
    }

    /** What one is called in a report. */
    static String named(String floor) {
        return "floor, " + floor;
    }

    /** One as what a run is about. */
    static SystemUnderTest subject(ChildProcess floor, Destination webhooks) {
        return new SystemUnderTest(
                webhooks.uri(), webhooks, _ -> "floor", Map.of(floor.name(), floor.pid()), false);
    }

    /** The echo, once it listens, as what a run without sockets is about. */
    static SystemUnderTest posted(ChildProcess echo) {
        return subject(echo, new Destination(uri(echo), "X", "x"));
    }

    private ChildProcess java(String name, Class<?> main, List<String> arguments) {
        return ChildProcess.java(name, main, HEAP, arguments, log(main.getSimpleName()));
    }

    /** A log of its own each time: what was written before must not be read. */
    private Path log(String name) {
        return folder.resolve("floor-%s-%d.log".formatted(name, System.nanoTime()));
    }
}
