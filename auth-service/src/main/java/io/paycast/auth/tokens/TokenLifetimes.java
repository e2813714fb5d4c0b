package io.paycast.auth.tokens;

import java.time.Duration;

/**
 * How long what is issued is good for.
 *
 * @param access an access token
 * @param refresh a refresh token that is not used
 * @param session a login, however often it is refreshed
 * @param retryWindow how long after its first use a refresh token may be presented again, for the
 *     answer that was lost
 * @param customer a customer token that asks for nothing else
 * @param maxCustomer a customer token at most
 */
public record TokenLifetimes(
        Duration access,
        Duration refresh,
        Duration session,
        Duration retryWindow,
        Duration customer,
        Duration maxCustomer) {

    /** The longest that any signed token is good for. */
    public Duration longest() {
        return access.compareTo(maxCustomer) > 0 ? access : maxCustomer;
    }
}
