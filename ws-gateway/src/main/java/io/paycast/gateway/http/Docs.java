package io.paycast.gateway.http;

import static java.util.stream.Collectors.toMap;

import io.paycast.http.MethodRoutes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * {@code /docs}: the OpenAPI file of the gateway, the AsyncAPI file of the socket, and a page that
 * shows them together with the files of the other services.
 */
public final class Docs {

    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    /** The page may load nothing from elsewhere. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static final Map<String, List<String>> METHODS =
            Stream.of(
                            "/docs",
                            "/docs/",
                            "/docs/page.js",
                            "/docs/page.css",
                            "/docs/ws-gateway.openapi.json",
                            "/docs/paycast.asyncapi.json")
                    .collect(toMap(path -> path, path -> List.of("GET", "HEAD")));

    private Docs() {}

    /** The routes of the page and its files. */
    public static RouterFunction<ServerResponse> routes() {
        var html = new MediaType("text", "html", StandardCharsets.UTF_8);
        var script = new MediaType("text", "javascript", StandardCharsets.UTF_8);
        var style = new MediaType("text", "css", StandardCharsets.UTF_8);
        return file("/docs", "index.html", html)
                .and(file("/docs/", "index.html", html))
                .and(file("/docs/page.js", "page.js", script))
                .and(file("/docs/page.css", "page.css", style))
                .and(description("ws-gateway.openapi.json"))
                .and(description("paycast.asyncapi.json"))
                .and(MethodRoutes.of(METHODS));
    }

    private static RouterFunction<ServerResponse> description(String name) {
        return file("/docs/" + name, name, MediaType.APPLICATION_JSON);
    }

    private static RouterFunction<ServerResponse> file(String path, String name, MediaType type) {
        var file = new ClassPathResource("paycast-docs/" + name);
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                        .and(RequestPredicates.path(path)),
                _ ->
                        ServerResponse.ok()
                                .contentType(type)
                                .cacheControl(CACHE)
                                .header("Content-Security-Policy", POLICY)
                                .header("X-Content-Type-Options", "nosniff")
                                .bodyValue(file));
    }
}
