package io.paycast.auth.tokens;

import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.revocation.Caller;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.CallerGuard;
import io.paycast.auth.users.Username;
import io.paycast.auth.users.Users;
import java.util.Objects;
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
    private final CallerGuard guard;
    private final BoundedExecutor executor;
    private final JsonBodyReader<String> bodies;

    public TokenRoutes(
            CustomerTokens customerTokens,
            Users users,
            Revocations revocations,
            CallerGuard guard,
            BoundedExecutor executor,
            JsonBodyReader<String> bodies) {
        this.customerTokens = customerTokens;
        this.users = users;
        this.revocations = revocations;
        this.guard = guard;
        this.executor = executor;
        this.bodies = bodies;
    }

    /** Returns the routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(POST("/api/auth/customer-token"), this::mint)
                .andRoute(POST("/api/auth/revoke"), this::revoke);
    }

    private Mono<ServerResponse> mint(ServerRequest request) {
        return Caller.of(request)
                .flatMap(minter ->
                        bodies.read(
                                request,
                                minter.subject(),
                                CustomerTokenRequest.class,
                                body -> executor.respond(() -> customerTokens.mint(minter, body))));
    }

    private Mono<ServerResponse> revoke(ServerRequest request) {
        return Caller.of(request)
                .flatMap(by ->
                        bodies.read(
                                request,
                                by.subject(),
                                RevokeRequest.class,
                                body -> executor.respond(() -> revoke(by, body))));
    }

    private AuthResponse revoke(Caller by, RevokeRequest body) {
        var tokenId = body.tokenId();
        if (tokenId != null) {
            return guard.run(by, _ -> revokeToken(by, tokenId));
        }
        var username = Objects.requireNonNullElse(body.username(), "");
        return CustomerTokens.subjectOf(username)
                .map(subject -> guard.run(by, _ -> revokeCustomer(by, subject)))
                .or(() ->
                        Username.parse(username)
                                .map(name -> guard.run(by, name, _ -> revokeUser(by, name))))
                .orElseGet(TokenRoutes::userNotFound);
    }

    private AuthResponse revokeToken(Caller by, String tokenId) {
        revocations.revokeToken(tokenId);
        LOG.info("token revoked jti={} by={}", tokenId, by.subject());
        return new AuthResponse.NoContent();
    }

    private AuthResponse revokeCustomer(Caller by, String subject) {
        revocations.revokeSubject(subject);
        LOG.info("customer revoked by={}", by.subject());
        return new AuthResponse.NoContent();
    }

    private AuthResponse revokeUser(Caller by, Username name) {
        if (!users.revokeAll(name)) {
            return userNotFound();
        }
        LOG.info("user revoked user={} by={}", name, by.subject());
        return new AuthResponse.NoContent();
    }

    private static AuthResponse userNotFound() {
        return AuthResponse.refused(HttpStatus.NOT_FOUND, "No user has that username.");
    }
}
