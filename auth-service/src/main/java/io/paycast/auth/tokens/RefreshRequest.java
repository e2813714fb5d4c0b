package io.paycast.auth.tokens;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a refresh or logout request. */
record RefreshRequest(@Nullable String refreshToken) {

    RefreshRequest {
        if (refreshToken == null || refreshToken.isEmpty()) {
            throw new IllegalArgumentException("The field refreshToken is missing.");
        }
    }

    Optional<RefreshToken> token() {
        return RefreshToken.of(refreshToken);
    }

    @Override
    public String toString() {
        return "RefreshRequest[hidden]";
    }
}
