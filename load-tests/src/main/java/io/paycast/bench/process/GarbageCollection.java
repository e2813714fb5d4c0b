package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Has a Java process let go of what it does not need, so that what is resident is needed. */
public final class GarbageCollection {

    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_MILLIS = 200;
    private static final int MAX_LOOKS = 50;
    private static final int STEADY_LOOKS = 5;

    private GarbageCollection() {}

    /**
     * Collects its garbage, and gives back to the system what native code has freed, as it does by
     * itself every few seconds. Returns when what is resident has fallen as far as it falls, after
     * ten seconds at the most; does nothing but wait where this JDK has no {@code jcmd}.
     */
    public static void collect(long pid) {
        ask(pid, "GC.run");
        ask(pid, "System.trim_native_heap");
        awaitSettled(pid);
    }

    /** G1 gives back what it needs no longer on a thread of its own, after the collection. */
    private static void awaitSettled(long pid) {
        try {
            long lowest = Long.MAX_VALUE;
            int steady = 0;
            for (int look = 0; look < MAX_LOOKS && steady < STEADY_LOOKS; look++) {
                long resident = ProcessUsage.of(pid).residentKiB();
                steady = resident < lowest - lowest / 100 ? 0 : steady + 1;
                lowest = Math.min(lowest, resident);
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ask(long pid, String command) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            new ProcessBuilder(jcmd, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // a Java without tools; memory is then as it is
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
