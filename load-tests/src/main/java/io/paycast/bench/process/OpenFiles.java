package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** How many files, sockets among them, this process may have open; its children inherit it. */
public final class OpenFiles {

    private static final String NAME = "Max open files";

    private OpenFiles() {}

    /** Empty where the system does not tell, or sets none. */
    public static OptionalLong ofThis() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong parse(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith(NAME))
                .map(line -> line.substring(NAME.length()).strip().split("\\s+", -1)[0])
                .filter(soft -> soft.matches("\\d+"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** How many a process has open; 0 where that cannot be seen. */
    public static long open(long pid) {
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            return 0;
        }
    }
}
