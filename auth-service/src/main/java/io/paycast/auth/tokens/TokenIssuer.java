package io.paycast.auth.tokens;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.Problem;
import io.paycast.auth.users.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** From a user to tokens, from refresh token to refresh token, to the end. Methods block. */
public final class TokenIssuer {

    private static final Logger log = LoggerFactory.getLogger(TokenIssuer.class);
    private static final Map<String, String> CHALLENGE =
            Map.of("WWW-Authenticate", "Bearer realm=\"paycast\"");

    private final LoginSessions sessions;
    private final AccessTokens accessTokens;
    private final TokenLifetimes lifetimes;

    public TokenIssuer(
            LoginSessions sessions, AccessTokens accessTokens, TokenLifetimes lifetimes) {
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.lifetimes = lifetimes;
    }

    /** Begins a session of a user who was authenticated just now. */
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
                log.warn("event=refresh-token-reused sid={} session=ended", sid);
                yield invalidRefreshToken();
            }
        };
    }

    AuthResponse logOut(Optional<RefreshToken> presented) {
        presented
                .flatMap(sessions::close)
                .ifPresent(sid -> log.info("event=logged-out sid={}", sid));
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
                                grant.issuedAt(),
                                lifetimes.access()));
        return AuthResponse.ok(TokenResponse.of(token, lifetimes.access(), grant.refreshToken()));
    }

    /** One sentence for all reasons: it tells a thief nothing. */
    private static AuthResponse invalidRefreshToken() {
        return new AuthResponse.Refused(
                new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "The refresh token is not valid, or no longer; log in again.",
                        CHALLENGE));
    }
}
