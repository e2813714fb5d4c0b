package io.paycast.gateway.http;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.access.Verdict;
import io.paycast.http.CrossOriginFilter;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Authentication and scopes over HTTP, with the same tokens and verifier as for sockets. */
public final class GatewaySecurity {

    private static final String PATHS = "/api/websocket/**";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final String INVALID_TOKEN = "Bearer realm=\"paycast\", error=\"invalid_token\"";

    private static final String READ_STATS = "stats:read";

    private GatewaySecurity() {}

    /** A client whose token was verified. */
    private static final class VerifiedClient extends AbstractAuthenticationToken {

        private final transient Client client;

        VerifiedClient(Client client) {
            super(authorities(client));
            this.client = client;
            setAuthenticated(true);
        }

        @Override
        public Object getCredentials() {
            return "";
        }

        @Override
        public Object getPrincipal() {
            return client.subject();
        }

        private static List<GrantedAuthority> authorities(Client client) {
            return client.scopes().stream()
                    .filter(scope -> !scope.equals(READ_STATS) || seesEverything(client))
                    .<GrantedAuthority>map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope))
                    .toList();
        }
    }

    /**
     * Whether no claim limits the client to a merchant or to orders. Stats and the list of
     * connections are about all merchants and customers.
     */
    private static boolean seesEverything(Client client) {
        return client.entitlement().orders() == null && client.entitlement().merchant() == null;
    }

    /** The chain for {@code /api/websocket/**}. */
    public static SecurityWebFilterChain chain(
            ServerHttpSecurity http, TokenVerifier verifier, CrossOriginFilter crossOrigin) {
        var authentication = new AuthenticationWebFilter(manager(verifier));
        authentication.setServerAuthenticationConverter(
                new ServerBearerTokenAuthenticationConverter());
        authentication.setSecurityContextRepository(
                NoOpServerSecurityContextRepository.getInstance());
        var onFailure = new ServerAuthenticationEntryPointFailureHandler(GatewaySecurity::refuse);
        onFailure.setRethrowAuthenticationServiceException(false);
        authentication.setAuthenticationFailureHandler(onFailure);
        return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher(PATHS))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .addFilterAt(crossOrigin, SecurityWebFiltersOrder.CORS)
                .addFilterAt(authentication, SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(exchange ->
                        exchange.pathMatchers("/api/websocket/health", "/api/websocket/events")
                                .permitAll()
                                .pathMatchers("/api/websocket/stats", "/api/websocket/connections")
                                .hasAuthority("SCOPE_" + READ_STATS)
                                .pathMatchers("/api/websocket/test-notification")
                                .hasAuthority("SCOPE_payments:test")
                                .anyExchange()
                                .authenticated())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(GatewaySecurity::refuse)
                                .accessDeniedHandler(GatewaySecurity::forbid))
                .build();
    }

    /** Returns the client whose token was verified when the headers of the request arrived. */
    static Mono<Client> clientOf(ServerRequest request) {
        return request.principal().cast(VerifiedClient.class).map(verified -> verified.client);
    }

    /** The response to a token that was valid when the headers arrived, and no longer is. */
    static Problem noLongerValid() {
        return unauthorized(
                "The token expired or was revoked before the body had arrived.", INVALID_TOKEN);
    }

    private static ReactiveAuthenticationManager manager(TokenVerifier verifier) {
        return authentication ->
                Mono.just(authentication)
                        .cast(BearerTokenAuthenticationToken.class)
                        .flatMap(token -> Mono.fromFuture(verifier.verify(token.getToken())))
                        .map(GatewaySecurity::authentication);
    }

    private static Authentication authentication(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted(var client) -> new VerifiedClient(client);
            case Verdict.Refused(var reason) -> throw new InvalidBearerTokenException(reason);
            case Verdict.Unavailable(var reason) ->
                    throw new AuthenticationServiceException(reason);
        };
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, AuthenticationException refusal) {
        return ProblemWriter.write(exchange.getResponse(), problem(refusal));
    }

    private static Problem problem(AuthenticationException refusal) {
        var reason = String.valueOf(refusal.getMessage());
        return switch (refusal) {
            case AuthenticationServiceException _ ->
                    Problem.of(HttpStatus.SERVICE_UNAVAILABLE, reason).withRetryAfter(RETRY_AFTER);
            case InvalidBearerTokenException _ -> unauthorized(reason, INVALID_TOKEN);
            default ->
                    unauthorized(
                            "Send a token in the header \"Authorization: Bearer TOKEN\".",
                            "Bearer realm=\"paycast\"");
        };
    }

    private static Problem unauthorized(String detail, String challenge) {
        return Problem.of(HttpStatus.UNAUTHORIZED, detail)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }

    private static Mono<Void> forbid(ServerWebExchange exchange, AccessDeniedException denied) {
        return ProblemWriter.write(
                exchange.getResponse(),
                Problem.of(
                        HttpStatus.FORBIDDEN,
                        "The token lacks the scope for this request. With a token for one merchant or"
                                + " for orders, the scope stats:read permits nothing."));
    }
}
