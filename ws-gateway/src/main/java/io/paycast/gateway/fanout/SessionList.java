package io.paycast.gateway.fanout;

import io.paycast.gateway.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A list of sessions without an order. Each session knows its index, so that adding and removing
 * take constant time. A session is in one list at most. Confined to one event loop.
 */
final class SessionList {

    private final List<Session> sessions = new ArrayList<>();

    void add(Session session) {
        session.setIndex(sessions.size());
        sessions.add(session);
    }

    /** Moves the last session to the index of the removed one. */
    void remove(Session session) {
        var last = sessions.removeLast();
        if (last != session) {
            sessions.set(session.index(), last);
            last.setIndex(session.index());
        }
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    void forEach(Consumer<Session> action) {
        sessions.forEach(action);
    }
}
