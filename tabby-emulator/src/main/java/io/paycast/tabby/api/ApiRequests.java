package io.paycast.tabby.api;

import io.paycast.body.BodyResult;
import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Reads what every request of Tabby's API has: its key, its merchant code and its body. */
final class ApiRequests {

    /** The most bytes of a body. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private static final String BEARER = "Bearer ";
    private static final int MAX_MERCHANT_CODE = 255;

    private final KeyLimits limits;
    private final PlannedFailures failures;
    private final RequestBodies bodies;
    private final LongAdder tooLarge = new LongAdder();

    ApiRequests(KeyLimits limits, PlannedFailures failures, RequestBodies bodies) {
        this.limits = limits;
        this.failures = failures;
        this.bodies = bodies;
    }

    /** How many bodies were too large. */
    long tooLarge() {
        return tooLarge.sum();
    }

    /** How many requests were over the limit of their key. */
    long overLimit() {
        return limits.refused();
    }

    /** Calls the handler with the request's key, or responds with 401 or 429. */
    Mono<ServerResponse> withKey(
            ServerRequest request,
            Operation operation,
            Function<ApiKey, Mono<ServerResponse>> handler) {
        var failure = failures.next();
        if (failure.isPresent()) {
            return failure.get().response();
        }
        var header = request.headers().firstHeader("Authorization");
        var key =
                Optional.ofNullable(header)
                        .filter(it -> it.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .flatMap(it -> ApiKey.of(it.substring(BEARER.length()).strip()));
        if (key.isEmpty()) {
            return operation.unauthorized().response();
        }
        return limits.tryAcquire(key.get(), operation)
                ? handler.apply(key.get())
                : ApiError.TOO_MANY_REQUESTS.response();
    }

    /** Calls the handler with the request's key and merchant code. */
    Mono<ServerResponse> withAccount(
            ServerRequest request,
            Operation operation,
            Function<Account, Mono<ServerResponse>> handler) {
        return withKey(
                request,
                operation,
                key -> {
                    var code = request.headers().firstHeader("X-Merchant-Code");
                    return code == null || code.isBlank() || code.length() > MAX_MERCHANT_CODE
                            ? ApiError.BAD_REQUEST.response()
                            : handler.apply(new Account(code, key));
                });
    }

    /** Calls the handler with the bytes of the body, or responds with 408, 413 or 503. */
    Mono<ServerResponse> withBody(
            ServerRequest request, Function<byte[], Mono<ServerResponse>> handler) {
        return bodies.read(
                request,
                MAX_BODY_BYTES,
                result ->
                        switch (result) {
                            case BodyResult.Body body -> handler.apply(body.bytes());
                            case BodyResult.TooLarge _ -> {
                                tooLarge.increment();
                                yield ApiError.BODY_TOO_LARGE.response();
                            }
                            case BodyResult.NoRoom _ -> ApiError.NO_ROOM.response();
                            case BodyResult.TooSlow _ -> ApiError.BODY_TOO_SLOW.response();
                            case BodyResult.Broken _ -> ApiError.NOT_DECODED.response();
                        });
    }
}
