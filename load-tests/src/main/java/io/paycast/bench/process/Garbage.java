package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Has a Java process let go of what it does not need, so that what is resident is needed. */
public final class Garbage {

    private static final long PATIENCE_SECONDS = 30;

    private Garbage() {}

    /**
     * Collects its garbage, and gives back to the system what native code has freed, as it does by
     * itself every few seconds. Returns when it is done; does nothing where this JDK has no {@code
     * jcmd}.
     */
    public static void collect(long pid) {
        ask(pid, "GC.run");
        ask(pid, "System.trim_native_heap");
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
