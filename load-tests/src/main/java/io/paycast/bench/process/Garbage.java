package io.paycast.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Has a Java process collect its garbage, so that what is resident is what is needed. */
public final class Garbage {

    private static final long PATIENCE_SECONDS = 30;

    private Garbage() {}

    /** Returns when it is done; does nothing where this JDK has no {@code jcmd}. */
    public static void collect(long pid) {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
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
