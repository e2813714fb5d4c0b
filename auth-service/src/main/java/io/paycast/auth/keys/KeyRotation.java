package io.paycast.auth.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides when a signing key is created and removed. It is a pure function of the existing keys and
 * the time, so any instance may apply it, at any time, late or twice.
 *
 * <pre>
 *   key 1  signs ------------------------------| verifies ------| removed
 *   key 2                        published ----| signs ------------------------------|
 *                                publishAhead  ^  keepAfter
 * </pre>
 *
 * @param signsFor the time for which a key signs
 * @param publishAhead the time for which a key is in the JWK set before it signs; must exceed the
 *     verifiers' cache time
 * @param keepAfter the time for which a key stays in the JWK set after its last signature; must
 *     exceed every token's lifetime
 */
public record KeyRotation(Duration signsFor, Duration publishAhead, Duration keepAfter) {

    /** Returns when a new key must begin to sign; empty if no new key is due. */
    Optional<Instant> nextSigningStart(List<SigningKey> inOrder, Instant now) {
        if (inOrder.isEmpty()) {
            return Optional.of(now);
        }
        var due = inOrder.getLast().signsFrom().plus(signsFor);
        if (now.isBefore(due.minus(publishAhead))) {
            return Optional.empty();
        }
        var published = now.plus(publishAhead);
        return Optional.of(published.isAfter(due) ? published : due);
    }

    /** Returns the keys whose tokens have all expired. */
    List<SigningKey> expired(List<SigningKey> inOrder, Instant now) {
        var expired = new ArrayList<SigningKey>();
        for (int i = 0; i + 1 < inOrder.size(); i++) {
            if (inOrder.get(i + 1).signsFrom().plus(keepAfter).isBefore(now)) {
                expired.add(inOrder.get(i));
            }
        }
        return expired;
    }

    /** Returns the key that signs now. */
    static SigningKey signer(List<SigningKey> inOrder, Instant now) {
        return inOrder.reversed().stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .findFirst()
                .orElseGet(inOrder::getFirst);
    }
}
