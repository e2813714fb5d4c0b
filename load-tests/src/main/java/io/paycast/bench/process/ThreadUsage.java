package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What each thread of this process has used up to a moment, in clock ticks of 10 ms: one that is
 * always busy holds up what it is to measure.
 */
public record ThreadUsage(Map<String, Long> ticks) {

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final Pattern COMPILER = Pattern.compile("^\\d+ \\(C[12] Compiler");
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_FIELD = 11;
    private static final int SYSTEM_FIELD = 12;

    public static ThreadUsage now() {
        return new ThreadUsage(read(THREADS, _ -> true));
    }

    /** Seconds that a Java process has spent on compiling up to now; 0 for another one. */
    public static double compilingSeconds(long pid) {
        var threads = Path.of("/proc", Long.toString(pid), "task");
        var compilers = read(threads, stat -> COMPILER.matcher(stat).find());
        return compilers.values().stream().mapToLong(Long::longValue).sum() / TICKS_PER_SECOND;
    }

    private static Map<String, Long> read(Path folder, Predicate<String> wanted) {
        var ticks = new HashMap<String, Long>();
        try (var threads = Files.list(folder)) {
            for (var thread : threads.toList()) {
                try {
                    var stat = Files.readString(thread.resolve("stat"));
                    if (wanted.test(stat)) {
                        ticks.put(thread.getFileName().toString(), parse(stat));
                    }
                } catch (IOException e) {
                    // it has just ended
                }
            }
        } catch (IOException e) {
            // not on this system, or the process has ended
        }
        return ticks;
    }

    /** The share of a core that the busiest thread has had since then. */
    public double busiest(ThreadUsage before, double seconds) {
        return ticks.entrySet().stream()
                        .mapToLong(it -> it.getValue() - before.ticks.getOrDefault(it.getKey(), 0L))
                        .max()
                        .orElse(0)
                / TICKS_PER_SECOND
                / seconds;
    }

    /** Counted from the end of the name, which may hold anything. */
    static long parse(String stat) {
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[SYSTEM_FIELD]);
    }
}
