package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used up to a moment: {@code /proc/PID/stat} and {@code /proc/PID/status}.
 *
 * @param cpu of all its threads, kernel included
 * @param residentKiB what of its memory is in RAM; 0 where the system does not tell
 */
public record ProcessUsage(Duration cpu, long residentKiB) {

    private static final String RESIDENT = "VmRSS:";

    public static ProcessUsage of(long pid) {
        var cpu =
                ProcessHandle.of(pid)
                        .flatMap(it -> it.info().totalCpuDuration())
                        .orElse(Duration.ZERO);
        return new ProcessUsage(cpu, residentKiB(pid));
    }

    /** What this process itself has used. */
    public static ProcessUsage ofThis() {
        return of(ProcessHandle.current().pid());
    }

    private static long residentKiB(long pid) {
        try {
            return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
        } catch (IOException e) {
            return 0;
        }
    }

    static long parse(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(RESIDENT))
                .map(line -> line.substring(RESIDENT.length()).replace("kB", "").strip())
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }
}
