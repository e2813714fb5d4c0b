package io.paycast.bench.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** How much of what a Java process's heap has in RAM is not in use. */
public final class HeapSpare {

    private static final Pattern HEAP =
            Pattern.compile("used (\\d+)K \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

    private HeapSpare() {}

    /** In KiB; 0 where this JDK has no {@code jcmd}, or the system does not tell. */
    public static long kib(long pid) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            var asked =
                    new ProcessBuilder(jcmd, Long.toString(pid), "GC.heap_info")
                            .redirectErrorStream(true)
                            .start();
            try (var answer = asked.getInputStream()) {
                return spare(
                        new String(answer.readAllBytes(), UTF_8),
                        Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps")));
            }
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * What is resident between the heap's addresses, less what is used of it. What Java has merely
     * committed takes no RAM until it is touched.
     *
     * @param smaps of {@code /proc/PID/smaps}: a line for each mapping, and lines of what it holds
     */
    static long spare(String heapInfo, List<String> smaps) {
        var heap = HEAP.matcher(heapInfo);
        if (!heap.find()) {
            return 0;
        }
        long from = Long.parseUnsignedLong(heap.group(2), 16);
        long to = Long.parseUnsignedLong(heap.group(3), 16);
        long resident = 0;
        boolean ofHeap = false;
        for (var line : smaps) {
            var mapping = MAPPING.matcher(line);
            var size = RESIDENT.matcher(line);
            if (mapping.matches()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                ofHeap = from <= start && start < to;
            } else if (ofHeap && size.matches()) {
                resident += Long.parseLong(size.group(1));
            }
        }
        return Math.max(0, resident - Long.parseLong(heap.group(1)));
    }
}
