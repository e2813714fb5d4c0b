package io.paycast.auth.http;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers. It has a JSON mapper of its own, so that the wire format does not hang on what
 * else lives in the same process.
 */
public final class ResponseWriter {

    private final JsonMapper json = new JsonMapper();

    /** The response that an endpoint returns. */
    public Mono<ServerResponse> response(AuthResponse response) {
        return switch (response) {
            case AuthResponse.Json(var status, var body, var cache) ->
                    ServerResponse.status(status)
                            .contentType(MediaType.APPLICATION_JSON)
                            .cacheControl(cache)
                            .bodyValue(json.writeValueAsBytes(body));
            case AuthResponse.NoContent() ->
                    ServerResponse.status(HttpStatus.NO_CONTENT)
                            .cacheControl(CacheControl.noStore())
                            .build();
            case AuthResponse.Refused(var problem) ->
                    ServerResponse.status(problem.status())
                            .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                            .cacheControl(CacheControl.noStore())
                            .headers(headers -> problem.headers().forEach(headers::set))
                            .bodyValue(json.writeValueAsBytes(problem.body()));
        };
    }

    /** Ends a request that never reached an endpoint. */
    public Mono<Void> write(ServerHttpResponse response, Problem problem) {
        response.setStatusCode(problem.status());
        var headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl(CacheControl.noStore());
        problem.headers().forEach(headers::set);
        var body = response.bufferFactory().wrap(json.writeValueAsBytes(problem.body()));
        return response.writeWith(Mono.just(body));
    }
}
