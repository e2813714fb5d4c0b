package io.paycast.gateway.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client of a socket, as its token describes it. It holds no secret.
 *
 * @param subject the user
 * @param tokenId {@code jti}, or null if the token has none
 * @param sessionId {@code sid}, one login and all its refreshes, or null if the token has none
 * @param entitlement which payments the token permits
 */
public record Client(
        String subject,
        @Nullable String tokenId,
        @Nullable String sessionId,
        Instant issuedAt,
        Instant expiresAt,
        Set<String> scopes,
        Entitlement entitlement) {

    /** The scope that allows a client to see payments. */
    public static final String READ_PAYMENTS = "payments:read";

    /** Whether the token is a customer's: it names the orders that it permits. */
    public boolean isCustomer() {
        return entitlement.orders() != null;
    }

    /** Returns whether the token has this scope. */
    public boolean may(String scope) {
        return scopes.contains(scope);
    }
}
