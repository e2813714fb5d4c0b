package io.paycast.body;

import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads the bodies of requests that WebFlux dispatched, each within its client's share of the
 * limit. Thread-safe.
 *
 * @param <K> identifies a client, such as its network or its subject
 */
public final class SharedBodyReader<K> {

    private final int maxBytes;
    private final Duration timeout;
    private final InFlightShares<K> shares;

    /**
     * @param maxBytes the size of one body
     * @param timeout the time until the last byte of a body
     * @param shares the limit that all requests share
     */
    public SharedBodyReader(int maxBytes, Duration timeout, InFlightShares<K> shares) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.shares = shares;
    }

    /**
     * Reads a body and passes the result on. The place and the memory of the body stay taken until
     * the response is there. Can be called on any thread; the next step runs on the channel's event
     * loop.
     */
    public <R> Mono<R> read(
            ServerHttpRequest request, K client, Function<BodyResult, Mono<R>> next) {
        return Mono.defer(() -> {
            var eventLoop = RequestEventLoop.of(request);
            var reader = new BodyReader(maxBytes, timeout, shares.acquire(client));
            return reader.read(request, eventLoop)
                    .subscribeOn(Schedulers.fromExecutor(eventLoop::run))
                    .flatMap(result ->
                            Mono.defer(() -> next.apply(result))
                                    .doFinally(_ -> reader.release(result)))
                    .doFinally(_ -> shares.release(client));
        });
    }
}
