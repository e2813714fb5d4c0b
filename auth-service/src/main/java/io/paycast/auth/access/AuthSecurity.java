package io.paycast.auth.access;

import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.Problem;
import io.paycast.auth.http.ResponseWriter;
import io.paycast.auth.users.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Who may call what under {@code /api/auth/} and {@code /.well-known/}: the table of paths, the
 * browsers' origins, and how a refusal is worded.
 */
public final class AuthSecurity {

    /** What needs no token, and does not look at one: a stale one must not stand in the way. */
    private static final String[] PUBLIC_PATHS = {
        "/.well-known/**", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout"
    };

    private static final ServerAuthenticationConverter BEARER_CONVERTER =
            new ServerBearerTokenAuthenticationConverter();

    private final ResponseWriter writer;
    private final List<String> allowedOrigins;

    /**
     * @param allowedOrigins patterns such as {@code http://localhost:*}; none keeps other sites'
     *     pages out
     */
    public AuthSecurity(ResponseWriter writer, List<String> allowedOrigins) {
        this.writer = writer;
        this.allowedOrigins = allowedOrigins;
    }

    /** The chain for this service's own paths. */
    public SecurityWebFilterChain chain(ServerHttpSecurity http, ReactiveJwtDecoder tokens) {
        http.securityMatcher(pathMatchers("/api/auth/**", "/.well-known/**"))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .cors(cors -> cors.configurationSource(corsConfiguration()))
                .authorizeExchange(requests ->
                        requests.pathMatchers(PUBLIC_PATHS)
                                .permitAll()
                                .pathMatchers("/api/auth/customer-token")
                                .hasAuthority(Scope.TOKENS_MINT.authority())
                                .pathMatchers("/api/auth/revoke")
                                .hasAuthority(Scope.TOKENS_REVOKE.authority())
                                .pathMatchers("/api/auth/users", "/api/auth/users/**")
                                .hasAuthority(Scope.USERS_WRITE.authority())
                                .anyExchange()
                                .authenticated())
                .oauth2ResourceServer(resourceServer ->
                        resourceServer
                                .bearerTokenConverter(AuthSecurity::bearerToken)
                                .jwt(jwt -> jwt.jwtDecoder(tokens))
                                .authenticationFailureHandler((exchange, e) ->
                                        unauthenticated(exchange.getExchange(), e)))
                .exceptionHandling(handlers ->
                        handlers.authenticationEntryPoint(this::unauthenticated)
                                .accessDeniedHandler((exchange, _) -> forbidden(exchange)));
        return http.build();
    }

    /**
     * Without any, no CORS at all: then a page of this very origin behind a TLS proxy still works.
     */
    private CorsConfigurationSource corsConfiguration() {
        var cors = new CorsConfiguration();
        cors.setAllowedOriginPatterns(allowedOrigins);
        cors.setAllowedMethods(List.of("GET", "POST", "PATCH", "DELETE"));
        cors.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE));
        cors.setExposedHeaders(List.of(HttpHeaders.RETRY_AFTER, HttpHeaders.WWW_AUTHENTICATE));
        cors.setMaxAge(Duration.ofMinutes(30));
        var publicCors = new CorsConfiguration();
        publicCors.setAllowedOrigins(List.of(CorsConfiguration.ALL));
        publicCors.setAllowedMethods(List.of(HttpMethod.GET.name()));
        return exchange -> {
            if (exchange.getRequest().getPath().value().startsWith("/.well-known/")) {
                return publicCors;
            }
            return allowedOrigins.isEmpty() ? null : cors;
        };
    }

    private static Mono<Authentication> bearerToken(ServerWebExchange exchange) {
        return pathMatchers(PUBLIC_PATHS)
                .matches(exchange)
                .filter(match -> !match.isMatch())
                .flatMap(_ -> BEARER_CONVERTER.convert(exchange));
    }

    private Mono<Void> unauthenticated(ServerWebExchange exchange, AuthenticationException cause) {
        if (cause instanceof AuthenticationServiceException && cause.getCause() != null) {
            return writer.write(
                    exchange.getResponse(), BoundedExecutor.problemOf(cause.getCause()));
        }
        boolean tokenPresent =
                exchange.getRequest().getHeaders().containsHeader(HttpHeaders.AUTHORIZATION);
        var problem =
                tokenPresent
                        ? challenge(
                                "The bearer token is not valid: expired, revoked or not of this"
                                        + " service.",
                                "Bearer realm=\"paycast\", error=\"invalid_token\"")
                        : challenge("This needs a bearer token.", "Bearer realm=\"paycast\"");
        return writer.write(exchange.getResponse(), problem);
    }

    private Mono<Void> forbidden(ServerWebExchange exchange) {
        return writer.write(
                exchange.getResponse(),
                new Problem(
                        HttpStatus.FORBIDDEN,
                        "The token lacks the scope that this needs.",
                        Map.of(
                                HttpHeaders.WWW_AUTHENTICATE,
                                "Bearer realm=\"paycast\", error=\"insufficient_scope\"")));
    }

    private static Problem challenge(String detail, String scheme) {
        return new Problem(
                HttpStatus.UNAUTHORIZED, detail, Map.of(HttpHeaders.WWW_AUTHENTICATE, scheme));
    }
}
