package io.paycast.auth.tokens;

import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.Username;
import io.paycast.auth.users.Users;
import java.security.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The endpoints {@code customer-token} and {@code revoke}, which need a token themselves. */
public final class TokenRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(TokenRoutes.class);

    private final CustomerTokens customerTokens;
    private final Users users;
    private final Revocations revocations;
    private final BoundedExecutor executor;
    private final JsonBodyReader bodies;

    public TokenRoutes(
            CustomerTokens customerTokens,
            Users users,
            Revocations revocations,
            BoundedExecutor executor,
            JsonBodyReader bodies) {
        this.customerTokens = customerTokens;
        this.users = users;
        this.revocations = revocations;
        this.executor = executor;
        this.bodies = bodies;
    }

    /** Returns the routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(POST("/api/auth/customer-token"), this::mint)
                .andRoute(POST("/api/auth/revoke"), this::revoke);
    }

    private Mono<ServerResponse> mint(ServerRequest request) {
        return request.principal()
                .map(Principal::getName)
                .flatMap(minter ->
                        bodies.read(
                                request,
                                CustomerTokenRequest.class,
                                body -> executor.respond(() -> customerTokens.mint(minter, body))));
    }

    private Mono<ServerResponse> revoke(ServerRequest request) {
        return request.principal()
                .map(Principal::getName)
                .flatMap(by ->
                        bodies.read(
                                request,
                                RevokeRequest.class,
                                body -> executor.respond(() -> revoke(by, body))));
    }

    private AuthResponse revoke(String by, RevokeRequest body) {
        if (body.tokenId() != null) {
            revocations.revokeToken(body.tokenId());
            LOG.info("token revoked jti={} by={}", body.tokenId(), by);
            return new AuthResponse.NoContent();
        }
        var subject = body.username();
        if (subject != null && CustomerTokens.isSubject(subject)) {
            revocations.revokeSubject(subject);
            LOG.info("customer revoked by={}", by);
            return new AuthResponse.NoContent();
        }
        var name = Username.parse(subject);
        if (name.isEmpty() || !users.revokeAll(name.get())) {
            return AuthResponse.refused(HttpStatus.NOT_FOUND, "No user has that username.");
        }
        LOG.info("user revoked user={} by={}", name.get(), by);
        return new AuthResponse.NoContent();
    }
}
