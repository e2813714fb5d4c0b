package io.paycast.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** How much of a Java process's heap is taken from the system and not in use. */
public final class HeapSpare {

    private static final Pattern HEAP =
            Pattern.compile("committed (\\d+)K, used (\\d+)K|total (\\d+)K, used (\\d+)K");

    private HeapSpare() {}

    /** In KiB; 0 where this JDK has no {@code jcmd}. */
    public static long kib(long pid) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var asked =
                    new ProcessBuilder(jcmd, Long.toString(pid), "GC.heap_info")
                            .redirectErrorStream(true)
                            .start();
            try (var answer = asked.getInputStream()) {
                return parse(new String(answer.readAllBytes(), UTF_8));
            }
        } catch (IOException e) {
            return 0;
        }
    }

    static long parse(String heapInfo) {
        var found = HEAP.matcher(heapInfo);
        if (!found.find()) {
            return 0;
        }
        int first = found.group(1) == null ? 3 : 1;
        return Long.parseLong(found.group(first)) - Long.parseLong(found.group(first + 1));
    }
}
