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
public final class Logins {

    private static final Logger log = LoggerFactory.getLogger(Logins.class);
    private static final Map<String, String> CHALLENGE =
            Map.of("WWW-Authenticate", "Bearer realm=\"paycast\"");

    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final TokenLives lives;

    public Logins(Sessions sessions, AccessTokens accessTokens, TokenLives lives) {
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.lives = lives;
    }

    /** Begins a session of a user who was authenticated just now. */
    public Optional<AuthResponse> begin(User user) {
        return sessions.open(user).map(this::tokens);
    }

    AuthResponse refresh(Optional<RefreshToken> presented) {
        return switch (presented
                .<Sessions.Refresh>map(sessions::refresh)
                .orElseGet(Sessions.Refresh.Refused::new)) {
            case Sessions.Refresh.Granted(var grant) -> tokens(grant);
            case Sessions.Refresh.Refused() -> refused();
            case Sessions.Refresh.Reused(var sid) -> {
                log.warn("event=refresh-token-reused sid={} session=ended", sid);
                yield refused();
            }
        };
    }

    AuthResponse end(Optional<RefreshToken> presented) {
        presented
                .flatMap(sessions::close)
                .ifPresent(sid -> log.info("event=logged-out sid={}", sid));
        return new AuthResponse.NoContent();
    }

    private AuthResponse tokens(Sessions.Grant grant) {
        var user = grant.user();
        var token =
                accessTokens.sign(
                        new AccessTokens.Grant(
                                user.name().text(),
                                grant.sid(),
                                user.scopes(),
                                List.of(),
                                grant.issuedAt(),
                                lives.access()));
        return AuthResponse.ok(TokenAnswer.of(token, lives.access(), grant.refreshToken()));
    }

    /** One sentence for all reasons: it tells a thief nothing. */
    private static AuthResponse refused() {
        return new AuthResponse.Refused(
                new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "The refresh token is not valid, or no longer; log in again.",
                        CHALLENGE));
    }
}
