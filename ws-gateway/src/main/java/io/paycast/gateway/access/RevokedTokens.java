package io.paycast.gateway.access;

import io.paycast.events.Revocation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The revoked tokens, logins and users. Thread-safe. */
public final class RevokedTokens {

    private final InstantSource clock;
    private final Map<Revocation.Scope, Map<String, Revocation>> byScope =
            Map.of(
                    Revocation.Scope.TOKEN, new ConcurrentHashMap<>(),
                    Revocation.Scope.SESSION, new ConcurrentHashMap<>(),
                    Revocation.Scope.SUBJECT, new ConcurrentHashMap<>());

    /**
     * @param clock decides when a revocation has expired
     */
    public RevokedTokens(InstantSource clock) {
        this.clock = clock;
    }

    /** Adds a revocation until every token that it covers has expired. */
    public void add(Revocation revocation) {
        var now = clock.instant();
        if (revocation.expiresAt().isAfter(now)) {
            of(revocation.scope()).merge(revocation.id(), revocation, RevokedTokens::laterCutoff);
        }
    }

    /** Removes the revocations whose tokens have all expired. */
    public void purgeExpired() {
        var now = clock.instant();
        for (var revocations : byScope.values()) {
            revocations.values().removeIf(revocation -> !revocation.expiresAt().isAfter(now));
        }
    }

    /** Returns whether a revocation covers this client's token. */
    public boolean cover(Client client) {
        return isRevoked(Revocation.Scope.TOKEN, client.tokenId(), client.issuedAt())
                || isRevoked(Revocation.Scope.SESSION, client.sessionId(), client.issuedAt())
                || isRevoked(Revocation.Scope.SUBJECT, client.subject(), client.issuedAt());
    }

    /** The number of revocations that have not been purged. */
    public int size() {
        return byScope.values().stream().mapToInt(Map::size).sum();
    }

    private boolean isRevoked(Revocation.Scope scope, @Nullable String id, Instant issuedAt) {
        if (id == null) {
            return false;
        }
        var revocation = of(scope).get(id);
        return revocation != null && !issuedAt.isAfter(revocation.issuedUntil());
    }

    private Map<String, Revocation> of(Revocation.Scope scope) {
        return Objects.requireNonNull(byScope.get(scope));
    }

    private static Revocation laterCutoff(Revocation one, Revocation other) {
        return one.issuedUntil().isAfter(other.issuedUntil()) ? one : other;
    }
}
