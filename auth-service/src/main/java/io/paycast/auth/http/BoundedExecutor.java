package io.paycast.auth.http;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
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
 * Threads for work that blocks or burns CPU, away from the event loops: a fixed number of them,
 * with a bounded queue. What finds the queue full is refused at once rather than answered too late.
 */
public final class BoundedExecutor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BoundedExecutor.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ThreadPoolExecutor threads;

    /**
     * @param name what the threads are called
     * @param queueLength how many pieces of work may wait
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

    /** Runs the work; what it cannot do now, or not at all, becomes a problem detail. */
    public Mono<AuthResponse> respond(Callable<AuthResponse> work) {
        return submit(work)
                .onErrorResume(fault -> Mono.just(new AuthResponse.Refused(problemOf(fault))));
    }

    /** Runs the work; the error is a {@link RejectedExecutionException} when the queue is full. */
    public <T> Mono<T> submit(Callable<T> work) {
        return Mono.create(sink -> {
            try {
                var task =
                        threads.submit(() -> {
                            try {
                                sink.success(work.call());
                            } catch (Exception | LinkageError e) {
                                sink.error(e);
                            }
                        });
                sink.onCancel(() -> task.cancel(false));
            } catch (RejectedExecutionException e) {
                sink.error(e);
            }
        });
    }

    /** What the caller is told of a fault; the log is told the rest. */
    public static Problem problemOf(Throwable fault) {
        return switch (fault) {
            case RejectedExecutionException _ ->
                    Problem.retry(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "Too much is waiting already; try again shortly.",
                            RETRY_AFTER);
            case DataAccessResourceFailureException e -> databaseUnavailable(e);
            case TransientDataAccessException e -> databaseUnavailable(e);
            case CannotCreateTransactionException e -> databaseUnavailable(e);
            default -> {
                log.error("event=request-failed", fault);
                yield Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR, "A fault on our side; it was logged.");
            }
        };
    }

    private static Problem databaseUnavailable(Exception fault) {
        log.warn("event=database-unavailable cause=\"{}\"", fault.getMessage());
        return Problem.retry(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The user database cannot be reached; try again shortly.",
                RETRY_AFTER);
    }

    /** Lets what runs and waits finish, for five seconds at most. */
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
