package io.paycast.auth.http;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.paycast.http.Problem;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Responds 405 to an unsupported method on a known path, and 404 to an unknown path. */
public final class MethodNotAllowedRoutes {

    /** The methods that each path supports. */
    private static final Map<String, String> METHODS =
            Map.ofEntries(
                    Map.entry("/api/auth/login", "POST"),
                    Map.entry("/api/auth/refresh", "POST"),
                    Map.entry("/api/auth/logout", "POST"),
                    Map.entry("/api/auth/customer-token", "POST"),
                    Map.entry("/api/auth/revoke", "POST"),
                    Map.entry("/api/auth/users", "GET, HEAD, POST"),
                    Map.entry("/api/auth/users/{username}", "GET, HEAD, PATCH, DELETE"),
                    Map.entry("/.well-known/jwks.json", "GET, HEAD"),
                    Map.entry("/.well-known/openid-configuration", "GET, HEAD"));

    private final ResponseWriter writer;

    public MethodNotAllowedRoutes(ResponseWriter writer) {
        this.writer = writer;
    }

    /** Returns the routes; they match any method, so they must come last. */
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
                                        AuthResponse.refused(
                                                HttpStatus.NOT_FOUND, "This path does not exist.")))
                .build();
    }

    private static Problem methodNotAllowed(String methods) {
        return Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "This path supports only " + methods + ".")
                .withHeader(HttpHeaders.ALLOW, methods);
    }
}
