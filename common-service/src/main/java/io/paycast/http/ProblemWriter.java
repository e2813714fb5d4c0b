package io.paycast.http;

import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Writes problems through WebFlux. Thread-safe. */
public final class ProblemWriter {

    private ProblemWriter() {}

    /** Builds the response of a route. */
    public static Mono<ServerResponse> response(Problem problem) {
        var body = problem.body();
        return ServerResponse.status(problem.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .contentLength(body.length)
                .headers(headers -> problem.headers().forEach(headers::set))
                .bodyValue(body);
    }

    /** Completes the response to a request that a filter or handler ends outside any route. */
    public static Mono<Void> write(ServerHttpResponse response, Problem problem) {
        var body = response.bufferFactory().wrap(problem.body());
        response.setRawStatusCode(problem.status());
        var headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setContentLength(body.readableByteCount());
        problem.headers().forEach(headers::set);
        return response.writeWith(Mono.just(body));
    }
}
