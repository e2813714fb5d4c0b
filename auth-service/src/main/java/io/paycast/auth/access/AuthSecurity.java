package io.paycast.auth.access;

import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.paycast.auth.http.BearerChallenge;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.ResponseWriter;
import io.paycast.auth.users.Scope;
import io.paycast.http.CrossOriginFilter;
import io.paycast.net.AllowedOrigins;
import io.paycast.net.TrustedProxies;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/**
 * Decides which requests under {@code /api/auth/} and {@code /.well-known/} need which scope, which
 * browser origins may send them, and what a refused request receives.
 */
public final class AuthSecurity {

    /** Paths that ignore any token, so that an expired one does not block a login. */
    private static final String[] PUBLIC_PATHS = {
        "/.well-known/**", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout"
    };

    private static final ServerAuthenticationConverter BEARER_CONVERTER =
            new ServerBearerTokenAuthenticationConverter();

    private final ResponseWriter writer;
    private final TrustedProxies proxies;
    private final List<String> allowedOrigins;

    /**
     * @param proxies the proxies that may tell under which origin this service is reached
     * @param allowedOrigins patterns such as {@code http://localhost:*}; without any, only pages of
     *     this origin can call the API
     */
    public AuthSecurity(
            ResponseWriter writer, TrustedProxies proxies, List<String> allowedOrigins) {
        this.writer = writer;
        this.proxies = proxies;
        this.allowedOrigins = allowedOrigins;
    }

    /** Returns the security filter chain of this service's own paths. */
    public SecurityWebFilterChain chain(ServerHttpSecurity http, ReactiveJwtDecoder tokens) {
        http.securityMatcher(pathMatchers("/api/auth/**", "/.well-known/**"))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .addFilterAt(crossOrigin(), SecurityWebFiltersOrder.CORS)
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

    /** The public keys are for every page. */
    private WebFilter crossOrigin() {
        var keys =
                new CrossOriginFilter(
                        proxies, new AllowedOrigins(List.of("*")), List.of("GET", "HEAD"));
        var api =
                new CrossOriginFilter(
                        proxies,
                        new AllowedOrigins(allowedOrigins),
                        List.of("GET", "HEAD", "POST", "PATCH", "DELETE"));
        return (exchange, chain) ->
                exchange.getRequest().getPath().value().startsWith("/.well-known/")
                        ? keys.filter(exchange, chain)
                        : api.filter(exchange, chain);
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
        return writer.write(
                exchange.getResponse(),
                tokenPresent ? BearerChallenge.invalidToken() : BearerChallenge.missingToken());
    }

    private Mono<Void> forbidden(ServerWebExchange exchange) {
        return writer.write(exchange.getResponse(), BearerChallenge.insufficientScope());
    }
}
