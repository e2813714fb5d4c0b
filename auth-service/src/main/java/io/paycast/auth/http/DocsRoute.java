package io.paycast.auth.http;

import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What this service takes and answers, as an OpenAPI file. */
public final class DocsRoute {

    private static final String FILE = "auth-service.openapi.json";
    private static final Duration CACHED = Duration.ofMinutes(5);

    private DocsRoute() {}

    /** The file's route. */
    public static RouterFunction<ServerResponse> route() {
        var file = new ClassPathResource("paycast-docs/" + FILE);
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                        .and(RequestPredicates.path("/docs/" + FILE)),
                _ ->
                        ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .cacheControl(CacheControl.maxAge(CACHED).cachePublic())
                                .bodyValue(file));
    }
}
