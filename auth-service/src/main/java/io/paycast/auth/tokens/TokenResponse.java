package io.paycast.auth.tokens;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response with tokens.
 *
 * @param expiresIn the lifetime of the access token, in seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenResponse(
        String token, String tokenType, long expiresIn, @Nullable String refreshToken) {

    static TokenResponse of(String token, Duration lifetime, @Nullable RefreshToken refreshToken) {
        return new TokenResponse(
                token,
                "Bearer",
                lifetime.toSeconds(),
                refreshToken == null ? null : refreshToken.reveal());
    }

    @Override
    public String toString() {
        return "TokenAnswer[hidden]";
    }
}
