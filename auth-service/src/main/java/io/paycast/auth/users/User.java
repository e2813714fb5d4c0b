package io.paycast.auth.users;

import java.time.Instant;
import java.util.Set;

/**
 * One who may log in.
 *
 * @param epoch renewed when the user is revoked; what was granted under an older one is void
 */
public record User(Username name, Set<Scope> scopes, String epoch, Instant createdAt) {}
