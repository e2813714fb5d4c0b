package io.paycast.ingest.body;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/**
 * Reads a body into one array, within the limits of size, time and memory. Thread-safe.
 *
 * <p>What is not kept is still let past, up to a limit, before its request is answered: a client
 * that is sending gets to read its answer then, and not a reset connection.
 */
public final class BodyReader {

    /** How far beyond the largest body the client may go on before it is cut off. */
    private static final int DISCARD_LIMIT_FACTOR = 4;

    private final int maxBytes;
    private final int maxDiscardedBytes;
    private final Duration timeout;
    private final InFlightLimit inFlight;

    public BodyReader(BodySettings settings, InFlightLimit inFlight) {
        this.maxBytes = Math.toIntExact(settings.maxSize().toBytes());
        this.maxDiscardedBytes = DISCARD_LIMIT_FACTOR * maxBytes;
        this.timeout = settings.timeout();
        this.inFlight = inFlight;
    }

    /**
     * Reads the body; never fails, however the reading ends. The memory of a body that was read
     * stays reserved until {@link #release}.
     */
    public Mono<Body> read(ServerHttpRequest request, EventLoopTimer timer) {
        return request.getHeaders().getContentLength() > maxBytes
                ? drop(request, timer, Body.Why.TOO_LARGE)
                : start(request, timer, null);
    }

    /** Lets the body of a refused request past. */
    public Mono<Body> discard(ServerHttpRequest request, EventLoopTimer timer) {
        return drop(request, timer, Body.Why.UNWANTED);
    }

    /** Gives back the memory of a body that is needed no more. */
    public void release(Body.Whole body) {
        inFlight.releaseBytes(body.bytes().length);
    }

    private Mono<Body> drop(ServerHttpRequest request, EventLoopTimer timer, Body.Why why) {
        var headers = request.getHeaders();
        // A client that asks first shall not be told to go on.
        return headers.getContentLength() > maxDiscardedBytes
                        || headers.containsHeader(HttpHeaders.EXPECT)
                ? Mono.just(new Body.Dropped(why, false))
                : start(request, timer, why);
    }

    private Mono<Body> start(
            ServerHttpRequest request, EventLoopTimer timer, Body.@Nullable Why dropped) {
        return Mono.create(sink -> {
            var reading = new BodySubscriber(maxBytes, maxDiscardedBytes, inFlight, sink, dropped);
            sink.onCancel(reading::cancelled);
            request.getBody().subscribe(reading);
            reading.startTimeout(timeout, timer);
        });
    }
}
