package io.paycast.auth.http;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Answers what no route took: the wrong method for a path there is, or a path there is not. */
public final class MethodNotAllowedRoutes {

    /** Which methods each path takes. */
    private static final Map<String, String> METHODS =
            Map.ofEntries(
                    Map.entry("/api/auth/login", "POST"),
                    Map.entry("/api/auth/refresh", "POST"),
                    Map.entry("/api/auth/logout", "POST"),
                    Map.entry("/api/auth/customer-token", "POST"),
                    Map.entry("/api/auth/revoke", "POST"),
                    Map.entry("/api/auth/users", "GET, POST"),
                    Map.entry("/api/auth/users/{username}", "GET, PATCH, DELETE"),
                    Map.entry("/.well-known/jwks.json", "GET"),
                    Map.entry("/.well-known/openid-configuration", "GET"));

    private final ResponseWriter writer;

    public MethodNotAllowedRoutes(ResponseWriter writer) {
        this.writer = writer;
    }

    /** The routes; to stand behind all others. */
    public RouterFunction<ServerResponse> routes() {
        var routes = RouterFunctions.route();
        METHODS.forEach((path, methods) ->
                routes.route(
                        path(path),
                        _ -> writer.response(new AuthResponse.Refused(methodNotAllowed(methods)))));
        return routes.route(
                        path("/api/auth/**"),
                        _ ->
                                writer.response(
                                        new AuthResponse.Refused(
                                                Problem.of(
                                                        HttpStatus.NOT_FOUND,
                                                        "There is nothing at this path."))))
                .build();
    }

    private static Problem methodNotAllowed(String methods) {
        return new Problem(
                HttpStatus.METHOD_NOT_ALLOWED,
                "This path takes " + methods + " only.",
                Map.of("Allow", methods));
    }
}
