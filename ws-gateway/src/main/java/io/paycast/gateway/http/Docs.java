package io.paycast.gateway.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
                .and(description("paycast.asyncapi.json"));
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
