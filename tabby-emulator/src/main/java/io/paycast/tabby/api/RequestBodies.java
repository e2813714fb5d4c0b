package io.paycast.tabby.api;

import io.paycast.body.BodyResult;
import io.paycast.body.InFlightLimit;
import io.paycast.body.InFlightShares;
import io.paycast.body.SharedBodyReader;
import io.paycast.net.ClientNetwork;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Reads the bodies of all requests to the emulator within limits of size, time and memory, of which
 * one address has a quarter. Thread-safe.
 */
public final class RequestBodies {

    private static final int MAX_REQUESTS = 1_024;

    /** One address has at most this part of the limit. */
    private static final int SHARE = 4;

    private static final DataSize MAX_MEMORY = DataSize.ofMegabytes(64);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final InFlightShares<Optional<ClientNetwork>> shares =
            new InFlightShares<>(new InFlightLimit(MAX_REQUESTS, MAX_MEMORY.toBytes()), SHARE);

    private final LongAdder noRoom = new LongAdder();

    RequestBodies() {}

    /** How many requests were refused because too many were in progress. */
    long noRoom() {
        return noRoom.sum();
    }

    /** Reads a body of at most so many bytes, and passes the result on. */
    public <R> Mono<R> read(
            ServerRequest request, int maxBytes, Function<BodyResult, Mono<R>> next) {
        return new SharedBodyReader<>(maxBytes, TIMEOUT, shares)
                .read(
                        request.exchange().getRequest(),
                        client(request),
                        result -> {
                            if (result instanceof BodyResult.NoRoom) {
                                noRoom.increment();
                            }
                            return next.apply(result);
                        });
    }

    private static Optional<ClientNetwork> client(ServerRequest request) {
        return request.remoteAddress().map(InetSocketAddress::getAddress).map(ClientNetwork::of);
    }
}
