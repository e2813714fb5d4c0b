package io.paycast.auth.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says when keys come and go. Pure: what is to be done follows from the keys there are and the
 * time, so that any instance of the service may do it, at any time, late or twice.
 *
 * <pre>
 *   key 1  signs ------------------------------| verifies ------| gone
 *   key 2                        published ----| signs ------------------------------|
 *                                publishAhead  ^  keepAfter
 * </pre>
 *
 * @param signsFor how long one key signs
 * @param publishAhead how long a key is in the JWK set before it signs; longer than verifiers cache
 * @param keepAfter how long a key stays in the JWK set once it signs no longer; longer than any
 *     token lives
 */
public record KeyRotation(Duration signsFor, Duration publishAhead, Duration keepAfter) {

    /** When a key that is missing now is to begin signing; empty when none is missing. */
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

    /** The keys whose tokens have all expired. */
    List<SigningKey> expired(List<SigningKey> inOrder, Instant now) {
        var expired = new ArrayList<SigningKey>();
        for (int i = 0; i + 1 < inOrder.size(); i++) {
            if (inOrder.get(i + 1).signsFrom().plus(keepAfter).isBefore(now)) {
                expired.add(inOrder.get(i));
            }
        }
        return expired;
    }

    /** The key that signs now. */
    static SigningKey signer(List<SigningKey> inOrder, Instant now) {
        return inOrder.reversed().stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .findFirst()
                .orElseGet(inOrder::getFirst);
    }
}
