package io.paycast.http;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Responds to the methods that a known path does not support: OPTIONS gets 204, any other method
 * 405, both with {@code Allow} (RFC 9110, section 15.5.6).
 */
public final class MethodRoutes {

    private MethodRoutes() {}

    /**
     * Returns the routes. They match every method, so they must come after the paths' own routes.
     *
     * @param methods the methods that each path supports
     */
    public static RouterFunction<ServerResponse> of(Map<String, List<String>> methods) {
        var routes = RouterFunctions.route();
        methods.forEach((path, supported) -> {
            var allow = String.join(", ", supported);
            routes.route(path(path), request -> response(request, allow));
        });
        return routes.build();
    }

    private static Mono<ServerResponse> response(ServerRequest request, String allow) {
        return HttpMethod.OPTIONS.equals(request.method())
                ? ServerResponse.noContent().header(HttpHeaders.ALLOW, allow).build()
                : ProblemWriter.response(
                        Problem.of(
                                        HttpStatus.METHOD_NOT_ALLOWED,
                                        "This path supports only " + allow + ".")
                                .withHeader(HttpHeaders.ALLOW, allow));
    }
}
