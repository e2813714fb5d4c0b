package io.paycast.body;

import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Reads a body into one array, within limits of size, time and memory. Thread-safe.
 *
 * <p>A refused body is still received and discarded, up to a limit, before the request gets its
 * response. A client that is still sending would otherwise see a reset connection.
 */
public final class BodyReader {

    /** A refused body may be this many times as large as a valid one before it is cut off. */
    private static final int DISCARD_LIMIT_FACTOR = 4;

    private final int maxBytes;
    private final int maxDiscardedBytes;
    private final Duration timeout;
    private final InFlightLimit inFlight;

    /**
     * @param maxBytes the size of one body
     * @param timeout the time until the last byte of a body
     * @param inFlight the limit that all requests share
     */
    public BodyReader(int maxBytes, Duration timeout, InFlightLimit inFlight) {
        this.maxBytes = maxBytes;
        this.maxDiscardedBytes = DISCARD_LIMIT_FACTOR * maxBytes;
        this.timeout = timeout;
        this.inFlight = inFlight;
    }

    /**
     * Reads the body. The result never is an error signal. A {@link BodyResult.Body} must be
     * released.
     *
     * @param timer schedules the timeout on the channel's event loop
     */
    public Mono<BodyResult> read(ServerHttpRequest request, EventLoopTimer timer) {
        return Mono.defer(() -> {
            if (!inFlight.tryAcquireRequest()) {
                return discard(request, timer).map(rest -> refused(BodyResult.NoRoom::new, rest));
            }
            if (request.getHeaders().getContentLength() > maxBytes) {
                return discard(request, timer)
                        .map(rest -> refused(BodyResult.TooLarge::new, rest))
                        .doFinally(_ -> inFlight.releaseRequest());
            }
            return receive(
                    request,
                    timer,
                    sink -> new KeepingSubscriber(maxBytes, maxDiscardedBytes, inFlight, sink));
        });
    }

    /** Receives and discards the body of a refused request. The result never is an error signal. */
    public Mono<DiscardResult> discard(ServerHttpRequest request, EventLoopTimer timer) {
        var headers = request.getHeaders();
        // A client that sent Expect waits for 100 Continue; it must not get one.
        return headers.getContentLength() > maxDiscardedBytes
                        || headers.containsHeader(HttpHeaders.EXPECT)
                ? Mono.just(DiscardResult.CUT_OFF)
                : receive(
                        request, timer, sink -> new DiscardingSubscriber(maxDiscardedBytes, sink));
    }

    /** Releases the place and the memory of a body; other results hold none. */
    public void release(BodyResult result) {
        if (result instanceof BodyResult.Body body) {
            inFlight.releaseBytes(body.bytes().length);
            inFlight.releaseRequest();
        }
    }

    private <R> Mono<R> receive(
            ServerHttpRequest request,
            EventLoopTimer timer,
            Function<MonoSink<R>, BodySubscriber<R>> subscribers) {
        return Mono.create(sink -> {
            var subscriber = subscribers.apply(sink);
            sink.onCancel(subscriber::abandon);
            request.getBody().subscribe(subscriber);
            subscriber.startTimeout(timeout, timer);
        });
    }

    private static BodyResult refused(Function<Boolean, BodyResult> refusal, DiscardResult rest) {
        return switch (rest) {
            case CONSUMED -> refusal.apply(true);
            case CUT_OFF -> refusal.apply(false);
            case BROKEN -> new BodyResult.Broken();
        };
    }
}
