package io.paycast.auth.keys;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.ResponseWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** {@code /.well-known/}: where the keys are, and what they verify. */
public final class DiscoveryRoutes {

    /** How long a verifier may go without asking again; keys are published well ahead of use. */
    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private final SigningKeys keys;
    private final BoundedExecutor executor;
    private final ResponseWriter writer;
    private final LinkedHashMap<String, Object> configuration = new LinkedHashMap<>();

    /**
     * @param issuer the base of every address in the document, without a slash at its end
     * @param scopes all scopes there are
     */
    public DiscoveryRoutes(
            SigningKeys keys,
            String issuer,
            List<String> scopes,
            BoundedExecutor executor,
            ResponseWriter writer) {
        this.keys = keys;
        this.executor = executor;
        this.writer = writer;
        configuration.put("issuer", issuer);
        configuration.put("jwks_uri", issuer + "/.well-known/jwks.json");
        configuration.put("token_endpoint", issuer + "/api/auth/login");
        configuration.put("revocation_endpoint", issuer + "/api/auth/logout");
        configuration.put("grant_types_supported", List.of("password", "refresh_token"));
        configuration.put("response_types_supported", List.of("token"));
        configuration.put("subject_types_supported", List.of("public"));
        configuration.put("id_token_signing_alg_values_supported", List.of("RS256"));
        configuration.put("scopes_supported", scopes);
        configuration.put(
                "claims_supported",
                List.of("iss", "sub", "aud", "iat", "nbf", "exp", "jti", "sid", "scope", "orders"));
    }

    /** The routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(
                        GET("/.well-known/jwks.json"),
                        _ ->
                                executor.respond(() -> cached(keys.published().toJSONObject()))
                                        .flatMap(writer::response))
                .andRoute(
                        GET("/.well-known/openid-configuration"),
                        _ -> writer.response(cached(configuration)));
    }

    private static AuthResponse cached(Object body) {
        return new AuthResponse.Json(HttpStatus.OK, body, CACHE);
    }
}
