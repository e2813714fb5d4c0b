package io.paycast.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.http.MethodRoutes;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The pages, each in English and Arabic, and the files that they load. They run as they stand in
 * this jar, without a build. Thread-safe.
 */
public final class Pages {

    /** A page loads nothing from elsewhere, runs no inline script and is shown in no frame. */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action"
                    + " 'self'";

    private static final Map<String, MediaType> ASSETS =
            Map.of(
                    "page.css", new MediaType("text", "css", UTF_8),
                    "front.js", new MediaType("text", "javascript", UTF_8),
                    "order.js", new MediaType("text", "javascript", UTF_8),
                    "icon.svg", new MediaType("image", "svg+xml"));

    /** The routes of the front page and of the files. */
    public RouterFunction<ServerResponse> routes() {
        var methods = List.of("GET", "HEAD");
        return RouterFunctions.route()
                .GET("/", request -> page("index", request))
                .GET("/assets/{file}", request -> asset(request.pathVariable("file")))
                .build()
                .and(MethodRoutes.of(Map.of("/", methods, "/assets/{file}", methods)));
    }

    /** Responds with a page, in the language of the request. */
    public Mono<ServerResponse> page(String name, ServerRequest request) {
        var language = PageLanguage.of(request).tag();
        return file().contentType(new MediaType("text", "html", UTF_8))
                .header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "same-origin")
                .header(HttpHeaders.CONTENT_LANGUAGE, language)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
                .bodyValue(resource("%s.%s.html".formatted(name, language)));
    }

    private static Mono<ServerResponse> asset(String name) {
        var type = ASSETS.get(name);
        return type == null
                ? ProblemWriter.response(Problem.of(404))
                : file().contentType(type).bodyValue(resource(name));
    }

    private static ServerResponse.BodyBuilder file() {
        return ServerResponse.ok()
                .cacheControl(CacheControl.noCache())
                .header("X-Content-Type-Options", "nosniff");
    }

    private static ClassPathResource resource(String name) {
        return new ClassPathResource("paycast-console/" + name);
    }
}
