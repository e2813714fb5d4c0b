package io.paycast.auth.keys;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.ResponseWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Serves {@code /.well-known/}: the public keys, and a discovery document for services that verify
 * tokens.
 *
 * <p>The document follows OpenID Connect Discovery 1.0 as far as it is truthful. It has no {@code
 * authorization_endpoint} and no {@code token_endpoint}, because the endpoints under {@code
 * /api/auth/} take JSON and are not OAuth 2.0 endpoints. {@code response_types_supported} is
 * required and cannot be empty; it names what this service issues, an access token.
 */
public final class DiscoveryRoutes {

    /** Verifiers may cache for this long; keys are published well ahead of use. */
    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private final SigningKeys keys;
    private final ResponseWriter writer;
    private final Map<String, Object> configuration = new LinkedHashMap<>();

    /**
     * @param issuer the base URL of the addresses in the document, without a trailing slash
     * @param scopes the names of all scopes
     */
    public DiscoveryRoutes(
            SigningKeys keys, String issuer, List<String> scopes, ResponseWriter writer) {
        this.keys = keys;
        this.writer = writer;
        configuration.put("issuer", issuer);
        configuration.put("jwks_uri", issuer + "/.well-known/jwks.json");
        configuration.put("response_types_supported", List.of("token"));
        configuration.put("subject_types_supported", List.of("public"));
        configuration.put("id_token_signing_alg_values_supported", List.of("RS256"));
        configuration.put("scopes_supported", scopes);
        configuration.put(
                "claims_supported",
                List.of("iss", "sub", "aud", "iat", "nbf", "exp", "jti", "sid", "scope", "orders"));
    }

    /** Returns the routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(
                        GET("/.well-known/jwks.json"),
                        _ -> writer.response(cached(keys.published().toJSONObject())))
                .andRoute(
                        GET("/.well-known/openid-configuration"),
                        _ -> writer.response(cached(configuration)));
    }

    private static AuthResponse cached(Object body) {
        return new AuthResponse.Json(HttpStatus.OK, body, CACHE);
    }
}
