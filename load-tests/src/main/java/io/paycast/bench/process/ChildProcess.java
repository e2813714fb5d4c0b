package io.paycast.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that bench starts and stops. It goes with this one, however that ends: in order by
 * {@link #close}, on Ctrl-C by a hook.
 */
public final class ChildProcess implements AutoCloseable {

    private static final long STOP_SECONDS = 20;
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread hook;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.hook = new Thread(process::destroyForcibly, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts one, what it writes going to a log. */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path log) {
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a class of bench's own in a Java of its own. */
    public static ChildProcess java(
            String name, Class<?> main, List<String> flags, List<String> arguments, Path log) {
        var command = new ArrayList<>(List.of(javaCommand()));
        command.addAll(flags);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseCompactObjectHeaders",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        command.addAll(arguments);
        return start(name, command, Map.of(), log);
    }

    /** The Java that this process runs on. */
    public static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** Writes a line to its standard input. */
    public void tell(String line) {
        try {
            process.outputWriter().append(line).append('\n').flush();
        } catch (IOException e) {
            awaitEnd(ENDING); // it is, or it would read
            requireAlive();
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a whole line of its log that begins so, and returns the rest of that line. */
    public String awaitLine(String beginning, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            for (var line : wholeLines()) {
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
            }
            requireAlive();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        throw new IllegalStateException(
                "%s has not said \"%s\" within %d s"
                        .formatted(name, beginning.strip(), patience.toSeconds()));
    }

    /** Fails where it has ended by itself. */
    public void requireAlive() {
        if (!process.isAlive()) {
            var lines = written().lines().toList().reversed().stream();
            var why = lines.filter(line -> !line.startsWith("\t")); // a frame
            throw new IllegalStateException(
                    "%s has ended: %s".formatted(name, why.findFirst().orElse("")));
        }
    }

    /** Waits for its end; says whether it came in time and was a good one. */
    public boolean awaitEnd(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                    && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Has it end in order, and waits for that. */
    public void end(Duration patience) {
        process.destroy();
        awaitEnd(patience);
    }

    /** LoadGenerator it at once. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Without one that it is still about to write. */
    private List<String> wholeLines() {
        var written = written();
        return written.substring(0, written.lastIndexOf('\n') + 1).lines().toList();
    }

    private String written() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // the hooks run already
        }
    }
}
