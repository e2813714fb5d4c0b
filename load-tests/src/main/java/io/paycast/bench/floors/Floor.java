package io.paycast.bench.floors;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.run.Subject;
import io.paycast.bench.webhooks.Webhooks.Destination;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes that floors are measured with. */
final class Floor {

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
    Floor(Path folder, Path checkout) {
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
        return java("bare Netty", NettyBroadcast.class, List.of());
    }

    ChildProcess echo() {
        return java("bare WebFlux echo", WebFluxEcho.class, List.of());
    }

    /** Starts the Kafka clients, waits for what they have found, and returns its numbers. */
    List<Long> kafka(String broker, Duration warmUp, Duration duration, int inFlight) {
        var arguments =
                List.of(
                        broker,
                        Double.toString(warmUp.toMillis() / 1e3),
                        Double.toString(duration.toMillis() / 1e3),
                        Integer.toString(inFlight));
        try (var clients = java("bare Kafka clients", KafkaFloor.class, arguments)) {
            var patience = PATIENCE.plus(warmUp).plus(duration);
            var numbers = new ArrayList<Long>();
            for (var number : clients.awaitLine(RESULT, patience).split(" ", -1)) {
                numbers.add(Long.parseLong(number));
            }
            return numbers;
        }
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
    static Subject subject(ChildProcess floor, Destination webhooks) {
        return new Subject(
                webhooks.uri(), webhooks, _ -> "floor", Map.of(floor.name(), floor.pid()), false);
    }

    private ChildProcess java(String name, Class<?> main, List<String> arguments) {
        return ChildProcess.java(name, main, HEAP, arguments, log(main.getSimpleName()));
    }

    /** A log of its own each time: what was written before must not be read. */
    private Path log(String name) {
        return folder.resolve("floor-%s-%d.log".formatted(name, System.nanoTime()));
    }
}
