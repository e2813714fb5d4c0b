package io.paycast.auth.http;

import io.paycast.http.Problem;
import io.paycast.limits.LogLimit;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.CannotCreateTransactionException;
import reactor.core.publisher.Mono;

/**
 * Runs work that blocks or uses much CPU on a fixed number of threads with a bounded queue, away
 * from the event loops. A full queue refuses work at once. Thread-safe.
 */
public final class BoundedExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedExecutor.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int MAX_LINES_PER_MINUTE = 60;

    /** Without it, strangers could fill the log while the database is away. */
    private static final LogLimit LINES = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);

    private final ThreadPoolExecutor threads;

    /**
     * @param name the prefix of the threads' names
     * @param queueLength the maximum number of queued tasks
     */
    public BoundedExecutor(String name, int threadCount, int queueLength) {
        threads =
                new ThreadPoolExecutor(
                        threadCount,
                        threadCount,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queueLength),
                        new CustomizableThreadFactory(name + "-"));
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs the work; a failure or a full queue becomes a problem detail. */
    public Mono<AuthResponse> respond(Callable<AuthResponse> work) {
        return submit(work)
                .onErrorResume(fault -> Mono.just(new AuthResponse.Refused(problemOf(fault))));
    }

    /** Runs the work; fails with {@link RejectedExecutionException} if the queue is full. */
    public <T> Mono<T> submit(Callable<T> work) {
        return Mono.create(sink -> {
            try {
                var task =
                        new FutureTask<>(() -> {
                            try {
                                sink.success(work.call());
                            } catch (Exception | Error e) {
                                // The task would keep an Error, and its client would wait forever.
                                sink.error(e);
                            }
                            return true;
                        });
                threads.execute(task);
                sink.onCancel(() -> {
                    task.cancel(false);
                    threads.remove(task); // or it would keep its place in the queue
                });
            } catch (RejectedExecutionException e) {
                sink.error(e);
            }
        });
    }

    /** Returns the number of queued tasks. */
    int queued() {
        return threads.getQueue().size();
    }

    /** Returns the problem detail of a failure, and logs its cause. */
    public static Problem problemOf(Throwable fault) {
        return switch (fault) {
            case RejectedExecutionException _ ->
                    Problem.of(
                                    HttpStatus.SERVICE_UNAVAILABLE,
                                    "The service is overloaded; try again shortly.")
                            .withRetryAfter(RETRY_AFTER);
            case DataAccessResourceFailureException e -> databaseUnavailable(e);
            case TransientDataAccessException e -> databaseUnavailable(e);
            case CannotCreateTransactionException e -> databaseUnavailable(e);
            default -> {
                LINES.log(LOG, "request failed", () -> LOG.error("request failed", fault));
                yield Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR, "Internal error; it has been logged.");
            }
        };
    }

    private static Problem databaseUnavailable(Exception fault) {
        LINES.log(
                LOG,
                "request failed",
                () -> LOG.warn("database unavailable cause=\"{}\"", fault.getMessage()));
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The user database is unavailable; try again shortly.")
                .withRetryAfter(RETRY_AFTER);
    }

    /** Stops accepting work, and waits up to five seconds for what runs and waits. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
