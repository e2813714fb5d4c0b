package io.paycast.gateway.http;

import io.paycast.http.MethodRoutes;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code /sdk}: the modules of the JavaScript client, as they stand in {@code clients/javascript},
 * for pages of any origin. Thread-safe.
 *
 * <p>A module under {@code /sdk/VERSION} never changes: the version is a hash of all modules. The
 * same module directly under {@code /sdk} is the current one, and a browser asks each time whether
 * it changed.
 */
public final class Sdk {

    private static final String FILES = "classpath*:paycast-sdk/*.js";
    private static final CacheControl REVALIDATED = CacheControl.noCache().cachePublic();
    private static final CacheControl IMMUTABLE =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final MediaType SCRIPT =
            new MediaType("text", "javascript", StandardCharsets.UTF_8);

    private final SortedMap<String, ModuleFile> modules;
    private final String version;

    private Sdk(SortedMap<String, ModuleFile> modules) {
        this.modules = modules;
        var all = digest("SHA-256");
        modules.values()
                .forEach(module -> all.update(module.tag().getBytes(StandardCharsets.UTF_8)));
        this.version = HexFormat.of().formatHex(all.digest(), 0, 8);
    }

    /**
     * One file.
     *
     * @param integrity its hash, as an {@code integrity} attribute states it
     */
    private record ModuleFile(String source, String tag, String integrity) {

        static ModuleFile of(String source) {
            var hash = digest("SHA-384").digest(source.getBytes(StandardCharsets.UTF_8));
            return new ModuleFile(
                    source,
                    '"' + HexFormat.of().formatHex(hash, 0, 16) + '"',
                    "sha384-" + Base64.getEncoder().encodeToString(hash));
        }
    }

    /** The response of {@code GET /sdk}. */
    record Contents(String version, SortedMap<String, String> modules) {}

    /** Reads the modules, which the build copies into this jar. */
    public static Sdk load() {
        var modules = new TreeMap<String, ModuleFile>();
        try {
            for (var file : new PathMatchingResourcePatternResolver().getResources(FILES)) {
                modules.put(
                        String.valueOf(file.getFilename()),
                        ModuleFile.of(file.getContentAsString(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The JavaScript client cannot be read.", e);
        }
        return new Sdk(modules);
    }

    /** The routes of the modules and of their list. */
    public RouterFunction<ServerResponse> routes() {
        var methods = List.of("GET", "HEAD");
        return RouterFunctions.route()
                .route(reading("/sdk"), request -> contents())
                .route(reading("/sdk/{module}"), request -> module(request, REVALIDATED))
                .route(
                        reading("/sdk/{version}/{module}"),
                        request ->
                                request.pathVariable("version").equals(version)
                                        ? module(request, IMMUTABLE)
                                        : notFound("This gateway has the version " + version + "."))
                .build()
                .and(
                        MethodRoutes.of(
                                Map.of(
                                        "/sdk", methods,
                                        "/sdk/{module}", methods,
                                        "/sdk/{version}/{module}", methods)));
    }

    private static RequestPredicate reading(String path) {
        return RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                .and(RequestPredicates.path(path));
    }

    private Mono<ServerResponse> contents() {
        SortedMap<String, String> integrity = new TreeMap<>();
        modules.forEach((name, module) -> integrity.put(name, module.integrity()));
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(REVALIDATED)
                .header("Access-Control-Allow-Origin", "*")
                .header("X-Content-Type-Options", "nosniff")
                .bodyValue(new Contents(version, integrity));
    }

    private Mono<ServerResponse> module(ServerRequest request, CacheControl cache) {
        var module = modules.get(request.pathVariable("module"));
        if (module == null) {
            return notFound("The modules are " + String.join(", ", modules.keySet()) + ".");
        }
        boolean known = isKnown(request, module.tag());
        var response =
                ServerResponse.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                        .eTag(module.tag())
                        .cacheControl(cache)
                        .header("Access-Control-Allow-Origin", "*")
                        .header("Cross-Origin-Resource-Policy", "cross-origin")
                        .header("X-Content-Type-Options", "nosniff");
        return known ? response.build() : response.contentType(SCRIPT).bodyValue(module.source());
    }

    /** Whether the client has the content already (RFC 9110, section 13.1.2). */
    private static boolean isKnown(ServerRequest request, String tag) {
        return request.headers().header("If-None-Match").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .anyMatch(known ->
                        known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
    }

    private static Mono<ServerResponse> notFound(String detail) {
        return ProblemWriter.response(
                Problem.of(HttpStatus.NOT_FOUND, detail)
                        .withHeader("Access-Control-Allow-Origin", "*"));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java platform has it
        }
    }
}
