package io.paycast.gateway.fanout;

import io.paycast.gateway.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sessions in no order. Adding and removing take constant time, since each session knows its place;
 * it can have one in one list only. Confined to one event loop.
 */
final class SessionList {

    private final List<Session> sessions = new ArrayList<>();

    void add(Session session) {
        session.setIndex(sessions.size());
        sessions.add(session);
    }

    /** Puts the last one in the place of the one that goes. */
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
