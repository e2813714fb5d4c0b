package io.paycast.gateway.http;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.access.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Who may ask what over HTTP: the same tokens as for sockets, judged by the same verifier. */
public final class GatewaySecurity {

    private static final String PATHS = "/api/websocket/**";

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
                    .<GrantedAuthority>map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope))
                    .toList();
        }
    }

    /** The chain for {@code /api/websocket/**}. */
    public static SecurityWebFilterChain chain(ServerHttpSecurity http, TokenVerifier verifier) {
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
                .addFilterAt(authentication, SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(exchange ->
                        exchange.pathMatchers(HttpMethod.GET, "/api/websocket/health")
                                .permitAll()
                                .pathMatchers(
                                        HttpMethod.GET,
                                        "/api/websocket/stats",
                                        "/api/websocket/connections")
                                .hasAuthority("SCOPE_stats:read")
                                .pathMatchers("/api/websocket/test-notification")
                                .hasAuthority("SCOPE_payments:test")
                                .anyExchange()
                                .authenticated())
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(GatewaySecurity::refuse)
                                .accessDeniedHandler((exchange, denied) ->
                                        problem(
                                                exchange,
                                                HttpStatus.FORBIDDEN,
                                                "The token does not permit this.")))
                .build();
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
        if (refusal instanceof AuthenticationServiceException) {
            exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, "2");
            return problem(
                    exchange, HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(refusal.getMessage()));
        }
        boolean badToken = refusal instanceof InvalidBearerTokenException;
        exchange.getResponse()
                .getHeaders()
                .set(
                        HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer realm=\"paycast\"" + (badToken ? ", error=\"invalid_token\"" : ""));
        return problem(
                exchange,
                HttpStatus.UNAUTHORIZED,
                badToken
                        ? String.valueOf(refusal.getMessage())
                        : "Send a token as \"Authorization: Bearer\".");
    }

    private static Mono<Void> problem(
            ServerWebExchange exchange, HttpStatus status, String detail) {
        var response = exchange.getResponse();
        var body =
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of(
                                        "type",
                                        "about:blank",
                                        "title",
                                        status.getReasonPhrase(),
                                        "status",
                                        status.value(),
                                        "detail",
                                        detail));
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return response.writeWith(
                Mono.fromSupplier(() ->
                        response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
    }
}
