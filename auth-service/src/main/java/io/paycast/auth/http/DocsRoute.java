package io.paycast.auth.http;

import io.paycast.http.MethodRoutes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Serves this service's OpenAPI file. */
public final class DocsRoute {

    private static final String FILE = "auth-service.openapi.json";
    private static final Duration CACHED = Duration.ofMinutes(5);

    private DocsRoute() {}

    /** Returns the route of the file. */
    public static RouterFunction<ServerResponse> route() {
        var file = new ClassPathResource("paycast-docs/" + FILE);
        return RouterFunctions.route(
                        RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                                .and(RequestPredicates.path("/docs/" + FILE)),
                        _ ->
                                ServerResponse.ok()
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .cacheControl(CacheControl.maxAge(CACHED).cachePublic())
                                        .bodyValue(file))
                .and(MethodRoutes.of(Map.of("/docs/" + FILE, List.of("GET", "HEAD"))));
    }
}
