package io.paycast.auth.users;

import java.time.Instant;
import java.util.Set;

/**
 * A user who can log in.
 *
 * @param epoch a random id that changes when the user is revoked; sessions and customer tokens of
 *     an older epoch are invalid
 * @param merchants the only merchants for which the user may mint customer tokens; empty for all
 */
public record User(
        Username name, Set<Scope> scopes, String epoch, Instant createdAt, Set<String> merchants) {}
