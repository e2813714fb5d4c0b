package io.paycast.auth.tokens;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body of a request to revoke all of a user's tokens, or one token by its {@code jti}. */
record RevokeRequest(@Nullable String username, @Nullable String tokenId) {

    private static final Pattern TOKEN_ID = Pattern.compile("[\\x21-\\x7e]{1,128}");

    RevokeRequest {
        if ((username == null) == (tokenId == null)) {
            throw new IllegalArgumentException("The body must have either username or tokenId.");
        }
        if (tokenId != null && !TOKEN_ID.matcher(tokenId).matches()) {
            throw new IllegalArgumentException(
                    "The field tokenId must be a token's jti, 1 to 128 printable ASCII characters.");
        }
    }
}
