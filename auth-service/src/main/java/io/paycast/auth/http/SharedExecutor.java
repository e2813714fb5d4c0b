package io.paycast.auth.http;

import io.paycast.http.Problem;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/**
 * Divides the queue of a {@link BoundedExecutor} among clients, so that one client cannot take all
 * of it from the others. It remembers only clients whose work waits or runs. Thread-safe.
 *
 * @param <K> identifies a client, such as its network
 */
public final class SharedExecutor<K> {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final BoundedExecutor executor;
    private final int maxPerClient;
    private final ConcurrentMap<K, Integer> inProgress = new ConcurrentHashMap<>();

    /**
     * @param maxPerClient the most work of one client that waits or runs; more is refused with 503
     */
    public SharedExecutor(BoundedExecutor executor, int maxPerClient) {
        this.executor = executor;
        this.maxPerClient = maxPerClient;
    }

    /** Runs the work; a failure, a full queue or a full share becomes a problem detail. */
    public Mono<AuthResponse> respond(K client, Callable<AuthResponse> work) {
        return Mono.defer(() ->
                tryAcquire(client)
                        ? executor.respond(work).doFinally(_ -> release(client))
                        : Mono.just(tooMany()));
    }

    private boolean tryAcquire(K client) {
        if (inProgress.merge(client, 1, Integer::sum) <= maxPerClient) {
            return true;
        }
        release(client);
        return false;
    }

    private void release(K client) {
        inProgress.computeIfPresent(client, (_, count) -> oneLess(count));
    }

    private static @Nullable Integer oneLess(int count) {
        return count == 1 ? null : Integer.valueOf(count - 1);
    }

    private static AuthResponse tooMany() {
        return new AuthResponse.Refused(
                Problem.of(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "Too many requests of this address are in progress; try again"
                                        + " shortly.")
                        .withRetryAfter(RETRY_AFTER));
    }
}
