package io.paycast.liveness;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process after an {@link Error}, such as exhausted memory, in a thread that the service
 * cannot work without. A process that is gone is restarted and its clients reconnect; a process
 * with a dead thread looks healthy and delivers nothing.
 */
public final class FatalError {

    /** The exit code of the process, as that of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int EXIT_CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(FatalError.class);

    /** Logging may hang or fail, too. */
    private static final Duration MAX_LOGGING = Duration.ofSeconds(2);

    private FatalError() {}

    /** Logs one line and ends the process, without shutdown hooks. Does not return. */
    public static void exit(Error error) {
        try {
            Thread.ofPlatform().name("fatal-error").daemon().start(FatalError::haltLater);
            LOG.error(
                    "process ended thread={} exitCode={} cause=\"{}\"",
                    Thread.currentThread().getName(),
                    EXIT_CODE,
                    error.toString(),
                    error);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /**
     * Ends the process if a task failed with an {@link Error}, which its future would keep to
     * itself. Returns if it did not fail, or with an exception.
     *
     * @param failure what the future completed with, also wrapped; null if it did not fail
     */
    public static void exitIfError(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error error) {
                exit(error);
            }
        }
    }

    private static void haltLater() {
        try {
            Thread.sleep(MAX_LOGGING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
