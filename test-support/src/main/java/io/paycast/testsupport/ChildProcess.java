package io.paycast.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Starts a process, waits for it, signals it and stops it. Standard output and standard error go to
 * files, so nothing is lost when the process is killed. Every failure carries the end of both as
 * its cause. The process never outlives this JVM. Used by one thread at a time.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final int SHOWN_LINES = 100;

    /** Java options of this machine, which a child would announce on standard error. */
    private static final Set<String> JAVA_OPTIONS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final String name;
    private final Process process;
    private final Path output;
    private final Path errors;
    private final Thread hook;

    private ChildProcess(String name, Process process, Path output, Path errors) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.hook = new Thread(process::destroyForcibly, "stop-" + name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts a command.
     *
     * @param name what failures call the process
     * @param environment variables added to those of this JVM, without its Java options
     * @param folder where its output is kept
     */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path folder) {
        try {
            Files.createDirectories(folder);
            var prefix = name.replaceAll("[^A-Za-z0-9-]+", "-") + "-";
            var output = Files.createTempFile(folder, prefix, ".out.log");
            var errors = Files.createTempFile(folder, prefix, ".err.log");
            var builder =
                    new ProcessBuilder(command)
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile());
            builder.environment().keySet().removeAll(JAVA_OPTIONS);
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException("%s did not start".formatted(name), e);
        }
    }

    /** Starts a main class of this class path in a JVM of its own. */
    public static ChildProcess startJava(
            String name, Class<?> main, List<String> flags, List<String> arguments, Path folder) {
        var command = new ArrayList<>(List.of(javaCommand()));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-XX:+UseCompactObjectHeaders");
        command.addAll(flags);
        command.add(main.getName());
        command.addAll(arguments);
        // a class path may be too long for an argument
        var environment = Map.of("CLASSPATH", System.getProperty("java.class.path"));
        return start(name, command, environment, folder);
    }

    /** The {@code java} that runs this JVM. */
    public static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    /** Everything on standard output so far. */
    public String output() {
        return read(output);
    }

    /** Everything on standard error so far. */
    public String errors() {
        return read(errors);
    }

    /** Writes one line to standard input. */
    public void writeLine(String line) {
        try {
            process.outputWriter().append(line).append('\n').flush();
        } catch (IOException e) {
            exited(REQUEST_TIMEOUT); // a broken pipe means that it is exiting
            requireAlive();
            throw new UncheckedIOException(e);
        }
    }

    /** Closes standard input. */
    public void closeInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException("%s closed its input".formatted(name), e);
        }
    }

    /**
     * Waits for a complete line of standard output with this prefix, and returns the rest of it.
     */
    public String awaitLine(String prefix, Duration timeout) {
        var found = new ArrayList<String>();
        await(
                "print \"%s\"".formatted(prefix.strip()),
                timeout,
                () -> {
                    var written = output();
                    written.substring(0, written.lastIndexOf('\n') + 1)
                            .lines()
                            .filter(line -> line.startsWith(prefix))
                            .findFirst()
                            .ifPresent(line -> found.add(line.substring(prefix.length())));
                    return !found.isEmpty();
                });
        return found.getFirst();
    }

    /** Waits until this text is on standard output or standard error. */
    public void awaitText(String text, Duration timeout) {
        await(
                "print \"%s\"".formatted(text),
                timeout,
                () -> output().contains(text) || errors().contains(text));
    }

    /** Waits until a GET of this address returns 200. */
    public void awaitReady(URI health, Duration timeout) {
        var request = HttpRequest.newBuilder(health).timeout(REQUEST_TIMEOUT).build();
        try (var http = HttpClient.newHttpClient()) {
            await(
                    "become ready",
                    timeout,
                    () -> {
                        try {
                            return http.send(request, BodyHandlers.discarding()).statusCode()
                                    == 200;
                        } catch (IOException e) {
                            return false;
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException("Interrupted", e);
                        }
                    });
        }
    }

    private void await(String what, Duration timeout, BooleanSupplier condition) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() && !condition.getAsBoolean()) {
                requireAlive();
            }
            if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                throw failure(
                        "%s did not %s within %d s".formatted(name, what, timeout.toSeconds()));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Fails if the process has exited. */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw failure(
                    "%s exited with code %d: %s"
                            .formatted(name, process.exitValue(), lastMessage()));
        }
    }

    /** The last line that is not a stack frame; standard error comes first. */
    private String lastMessage() {
        var lines = new ArrayList<>(output().lines().toList());
        lines.addAll(errors().lines().toList());
        return lines.reversed().stream()
                .filter(line -> !line.startsWith("\t") && !line.isBlank())
                .findFirst()
                .orElse("it printed nothing");
    }

    /** Waits for the process to exit by itself, and returns its exit code. */
    public int awaitExit(Duration timeout) {
        if (!exited(timeout)) {
            throw failure("%s did not exit within %d s".formatted(name, timeout.toSeconds()));
        }
        return process.exitValue();
    }

    /** Sends SIGTERM, waits, and returns the exit code. */
    public int terminate(Duration timeout) {
        process.destroy();
        return awaitExit(timeout);
    }

    /** Sends SIGKILL and waits for the process to be gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(STOP_TIMEOUT);
    }

    /** Sends SIGSTOP: the process keeps its sockets but does nothing. */
    public void pause() {
        signal("STOP");
    }

    /** Sends SIGCONT after {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            var command = List.of("kill", "-" + signal, Long.toString(pid()));
            if (new ProcessBuilder(command).start().waitFor() != 0) {
                throw failure("%s cannot be sent SIG%s".formatted(name, signal));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean exited(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private IllegalStateException failure(String problem) {
        var transcript =
                "standard output:%n%s%nstandard error:%n%s".formatted(end(output()), end(errors()));
        return new IllegalStateException(problem, new IllegalStateException(transcript));
    }

    private static String end(String text) {
        var lines = text.lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // the folder is already deleted, or a character is half written
        }
    }

    /** Sends SIGTERM, and SIGKILL if the process is still there after a minute. */
    @Override
    public void close() {
        process.destroy();
        if (!exited(STOP_TIMEOUT)) {
            process.destroyForcibly();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this JVM is shutting down and runs the hook itself
        }
    }
}
