package io.paycast.auth.revocation;

import java.time.Instant;
import java.util.Objects;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * The sender of a request with a token: the claims that a revocation can name. It holds no secret.
 *
 * @param tokenId {@code jti}
 * @param sessionId {@code sid}
 * @param subject {@code sub}, the username
 * @param issuedAt {@code iat}
 */
public record Caller(String tokenId, String sessionId, String subject, Instant issuedAt) {

    /** Reads the claims of a verified token. */
    public static Caller of(Jwt token) {
        return new Caller(
                Objects.requireNonNullElse(token.getId(), ""),
                Objects.requireNonNullElse(token.getClaimAsString("sid"), ""),
                Objects.requireNonNullElse(token.getSubject(), ""),
                Objects.requireNonNullElse(token.getIssuedAt(), Instant.EPOCH));
    }

    /** Returns the sender of a request to an endpoint that needs a token. */
    public static Mono<Caller> of(ServerRequest request) {
        return request.principal()
                .cast(JwtAuthenticationToken.class)
                .map(principal -> of(principal.getToken()));
    }
}
