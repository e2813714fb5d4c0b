package io.paycast.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads from {@code /proc} what a process uses. Without {@code /proc} every value is 0 or empty.
 */
public final class ProcessUsage {

    private static final String RESIDENT = "VmRSS:";
    private static final String OPEN_FILES = "Max open files";
    private static final Duration TICK = Duration.ofMillis(10);
    private static final int USER_FIELD = 11;
    private static final int SYSTEM_FIELD = 12;

    private ProcessUsage() {}

    /** The CPU time of all threads, kernel time included. */
    public static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(it -> it.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** The resident memory in KiB. */
    public static long residentKib(long pid) {
        return residentKib(lines(proc(pid, "status")));
    }

    static long residentKib(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** How many files and sockets are open. */
    public static long openFiles(long pid) {
        return children(proc(pid, "fd")).size();
    }

    /** The limit of open files of this JVM and its children; empty if unlimited. */
    public static OptionalLong maxOpenFiles() {
        return maxOpenFiles(lines(Path.of("/proc/self/limits")));
    }

    static OptionalLong maxOpenFiles(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", -1)[0])
                .filter(soft -> soft.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** One thread; Linux keeps 15 characters of its name. */
    public record ThreadUsage(String id, String name, Duration cpu) {

        /** Counts fields from the end of the name, which may contain anything. */
        static ThreadUsage parse(String stat) {
            int end = stat.lastIndexOf(')');
            var fields = stat.substring(end + 2).split(" ", -1);
            long ticks = Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[SYSTEM_FIELD]);
            int begin = stat.indexOf('(');
            return new ThreadUsage(
                    stat.substring(0, begin).strip(),
                    stat.substring(begin + 1, end),
                    TICK.multipliedBy(ticks));
        }
    }

    /** The threads of a process, by id. */
    public static Map<String, ThreadUsage> threads(long pid) {
        var threads = new HashMap<String, ThreadUsage>();
        for (var thread : children(proc(pid, "task"))) {
            for (var stat : lines(thread.resolve("stat"))) {
                var usage = ThreadUsage.parse(stat);
                threads.put(usage.id(), usage);
            }
        }
        return threads;
    }

    private static Path proc(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    private static List<Path> children(Path folder) {
        try (var children = Files.list(folder)) {
            return children.toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // the process has ended
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // the process or thread has ended
        }
    }
}
