package io.paycast.auth.tokens;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.users.User;
import io.paycast.http.Problem;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Issues tokens at login, exchanges refresh tokens for the next tokens, and logs out. Thread-safe;
 * methods block.
 */
public final class TokenIssuer {

    private static final Logger LOG = LoggerFactory.getLogger(TokenIssuer.class);

    private final LoginSessions sessions;
    private final AccessTokens accessTokens;
    private final TokenLifetimes lifetimes;

    public TokenIssuer(
            LoginSessions sessions, AccessTokens accessTokens, TokenLifetimes lifetimes) {
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.lifetimes = lifetimes;
    }

    /**
     * Opens a session for an authenticated user and issues its tokens; empty if the user was
     * revoked since the password was verified.
     */
    public Optional<AuthResponse> logIn(User user) {
        return sessions.open(user).map(this::tokens);
    }

    AuthResponse refresh(Optional<RefreshToken> presented) {
        return switch (presented
                .<LoginSessions.Refresh>map(sessions::refresh)
                .orElseGet(LoginSessions.Refresh.Refused::new)) {
            case LoginSessions.Refresh.Granted(var grant) -> tokens(grant);
            case LoginSessions.Refresh.Refused() -> invalidRefreshToken();
            case LoginSessions.Refresh.Reused(var sid) -> {
                LOG.warn("session revoked sid={} reason=\"refresh token reused\"", sid);
                yield invalidRefreshToken();
            }
        };
    }

    AuthResponse logOut(Optional<RefreshToken> presented) {
        presented
                .flatMap(sessions::close)
                .ifPresent(sid -> LOG.info("user logged out sid={}", sid));
        return new AuthResponse.NoContent();
    }

    private AuthResponse tokens(LoginSessions.Grant grant) {
        var user = grant.user();
        var token =
                accessTokens.sign(
                        new AccessTokens.Claims(
                                user.name().text(),
                                grant.sid(),
                                user.scopes(),
                                List.of(),
                                null,
                                false,
                                grant.issuedAt(),
                                lifetimes.access()));
        return AuthResponse.ok(TokenResponse.of(token, lifetimes.access(), grant.refreshToken()));
    }

    /** Gives one sentence for every reason, so that a thief learns nothing from it. */
    private static AuthResponse invalidRefreshToken() {
        return new AuthResponse.Refused(
                Problem.of(
                                HttpStatus.UNAUTHORIZED,
                                "The refresh token is invalid, expired or revoked; log in again.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"paycast\""));
    }
}
