package io.paycast.gateway.access;

import io.paycast.events.Revocation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tokens, logins and users whose tokens are good no longer. Thread-safe. */
public final class Revocations {

    private final InstantSource clock;
    private final Map<Revocation.Scope, Map<String, Revocation>> byScope =
            Map.of(
                    Revocation.Scope.TOKEN, new ConcurrentHashMap<>(),
                    Revocation.Scope.SESSION, new ConcurrentHashMap<>(),
                    Revocation.Scope.SUBJECT, new ConcurrentHashMap<>());

    /**
     * @param clock tells when a revocation can be forgotten
     */
    public Revocations(InstantSource clock) {
        this.clock = clock;
    }

    /** Remembers a revocation until all that it concerns has expired. */
    public void add(Revocation revocation) {
        var now = clock.instant();
        if (revocation.expiresAt().isAfter(now)) {
            of(revocation.scope()).merge(revocation.id(), revocation, Revocations::laterCutoff);
        }
    }

    /** Forgets what concerns no token that is still alive. */
    public void purgeExpired() {
        var now = clock.instant();
        for (var revocations : byScope.values()) {
            revocations.values().removeIf(revocation -> !revocation.expiresAt().isAfter(now));
        }
    }

    /** Whether this client's token is good no longer. */
    public boolean cover(Client client) {
        return isRevoked(Revocation.Scope.TOKEN, client.tokenId(), client.issuedAt())
                || isRevoked(Revocation.Scope.SESSION, client.sessionId(), client.issuedAt())
                || isRevoked(Revocation.Scope.SUBJECT, client.subject(), client.issuedAt());
    }

    /** How many are remembered. */
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
