package io.paycast.auth.tokens;

import java.time.Duration;

/**
 * The lifetimes of tokens and sessions.
 *
 * @param access the lifetime of an access token
 * @param refresh the lifetime of an unused refresh token
 * @param session the lifetime of a session, no matter how often it is refreshed
 * @param retryWindow the time after its first use in which a refresh may be repeated
 * @param customer the default lifetime of a customer token
 * @param maxCustomer the maximum lifetime of a customer token
 */
public record TokenLifetimes(
        Duration access,
        Duration refresh,
        Duration session,
        Duration retryWindow,
        Duration customer,
        Duration maxCustomer) {}
