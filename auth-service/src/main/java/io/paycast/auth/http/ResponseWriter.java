package io.paycast.auth.http;

import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes responses with a JSON mapper of its own, so that the application's configuration cannot
 * change the wire format. Thread-safe.
 */
public final class ResponseWriter {

    private final JsonMapper json = new JsonMapper();

    /** Builds the response of an endpoint. */
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
            case AuthResponse.Refused(var problem) -> ProblemWriter.response(uncached(problem));
        };
    }

    /** Responds to a request that never reached an endpoint. */
    public Mono<Void> write(ServerHttpResponse response, Problem problem) {
        return ProblemWriter.write(response, uncached(problem));
    }

    private static Problem uncached(Problem problem) {
        return problem.withHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
