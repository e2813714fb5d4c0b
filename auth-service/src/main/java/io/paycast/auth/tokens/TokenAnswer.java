package io.paycast.auth.tokens;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client is given.
 *
 * @param expiresIn seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TokenAnswer(String token, String tokenType, long expiresIn, @Nullable String refreshToken) {

    static TokenAnswer of(String token, Duration life, @Nullable RefreshToken refreshToken) {
        return new TokenAnswer(
                token,
                "Bearer",
                life.toSeconds(),
                refreshToken == null ? null : refreshToken.reveal());
    }

    @Override
    public String toString() {
        return "TokenAnswer[hidden]";
    }
}
