package io.paycast.gateway.fanout;

import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.session.Audience;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the filtered sessions of an update, so that the update costs nothing for the sessions that
 * do not receive it: another merchant's, those of the other mode, and those of other orders.
 * Confined to one event loop.
 */
final class SessionIndex {

    private final Map<Audience, SessionsOfAudience> audiences = new HashMap<>();

    void add(Session session, Interest interest) {
        audiences
                .computeIfAbsent(interest.audience(), absent -> new SessionsOfAudience())
                .add(session, interest);
    }

    void remove(Session session, Interest interest) {
        audiences.computeIfPresent(
                interest.audience(),
                (audience, sessions) -> {
                    sessions.remove(session, interest);
                    return sessions.isEmpty() ? null : sessions;
                });
    }

    /** Visits each session whose interest covers an update, once. */
    void forEachInterested(Entry entry, Consumer<Session> action) {
        var mode = PaymentMode.of(entry.test());
        visit(Audience.EVERYONE, entry, action);
        visit(new Audience(null, mode), entry, action);
        visit(new Audience(entry.merchantCode(), PaymentMode.ANY), entry, action);
        visit(new Audience(entry.merchantCode(), mode), entry, action);
    }

    private void visit(Audience audience, Entry entry, Consumer<Session> action) {
        var sessions = audiences.get(audience);
        if (sessions != null) {
            sessions.forEachInterested(entry, action);
        }
    }
}
