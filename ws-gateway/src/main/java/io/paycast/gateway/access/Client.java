package io.paycast.gateway.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a socket, as its token says. It holds nothing secret.
 *
 * @param subject the user
 * @param tokenId {@code jti}, where the issuer gives one
 * @param sessionId {@code sid}: one login, over all its refreshes; where the issuer gives one
 * @param orders the only orders that the token is good for, or null if it is good for all
 */
public record Client(
        String subject,
        @Nullable String tokenId,
        @Nullable String sessionId,
        Instant issuedAt,
        Instant expiresAt,
        Set<String> scopes,
        @Nullable Set<String> orders) {

    /** What a token must permit to be shown payments. */
    public static final String READ_PAYMENTS = "payments:read";

    /** Whether the token permits this. */
    public boolean may(String scope) {
        return scopes.contains(scope);
    }
}
