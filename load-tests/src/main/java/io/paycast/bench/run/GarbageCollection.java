package io.paycast.bench.run;

import io.paycast.testsupport.ProcessUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Makes a Java process release unused memory, so that its resident memory shows what is in use. */
final class GarbageCollection {

    private static final long TIMEOUT_SECONDS = 30;
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int MAX_CHECKS = 50;
    private static final int STEADY_CHECKS = 5;

    private GarbageCollection() {}

    /**
     * Collects garbage and returns freed native memory to the system. Returns once the resident
     * memory stops falling, after at most 10 s. Without {@code jcmd} in this JDK it only waits.
     */
    static void run(long pid) {
        jcmd(pid, "GC.run");
        jcmd(pid, "System.trim_native_heap");
        // G1 returns memory on a thread of its own, after the collection
        long lowest = Long.MAX_VALUE;
        int steady = 0;
        for (int check = 0; check < MAX_CHECKS && steady < STEADY_CHECKS; check++) {
            long resident = ProcessUsage.residentKib(pid);
            steady = resident < lowest - lowest / 100 ? 0 : steady + 1;
            lowest = Math.min(lowest, resident);
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }

    private static void jcmd(long pid, String command) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            new ProcessBuilder(jcmd, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // this Java has no tools; memory stays as it is
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
