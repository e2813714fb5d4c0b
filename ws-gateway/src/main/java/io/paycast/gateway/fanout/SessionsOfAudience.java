package io.paycast.gateway.fanout;

import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The filtered sessions of one audience, by what selects their updates. */
final class SessionsOfAudience {

    private final Set<Session> all = new LinkedHashSet<>(1);
    private final Map<String, Set<Session>> byOrder = new HashMap<>();
    private final Map<String, Set<Session>> byPayment = new HashMap<>();

    void add(Session session, Interest interest) {
        if (interest.isWholeAudience()) {
            all.add(session);
        }
        interest.orderKeys().forEach(order -> add(byOrder, order, session));
        interest.paymentKeys().forEach(payment -> add(byPayment, payment, session));
    }

    void remove(Session session, Interest interest) {
        all.remove(session);
        interest.orderKeys().forEach(order -> remove(byOrder, order, session));
        interest.paymentKeys().forEach(payment -> remove(byPayment, payment, session));
    }

    boolean isEmpty() {
        return all.isEmpty() && byOrder.isEmpty() && byPayment.isEmpty();
    }

    /** Visits each session whose interest covers an update of this audience, once. */
    void forEachInterested(Entry entry, Consumer<Session> action) {
        all.forEach(action);
        var orders = entry.orderReferences();
        for (int i = 0; i < orders.size(); i++) {
            for (var session : sessionsFor(byOrder, orders.get(i))) {
                if (session.interest().covers(entry) && !isFoundBy(orders, i, session)) {
                    action.accept(session);
                }
            }
        }
        for (var session : sessionsFor(byPayment, entry.paymentId())) {
            if (session.interest().covers(entry) && !isFoundBy(orders, orders.size(), session)) {
                action.accept(session);
            }
        }
    }

    /** Whether a session is found by one of the first orders. */
    private boolean isFoundBy(List<String> orders, int count, Session session) {
        for (int i = 0; i < count; i++) {
            if (sessionsFor(byOrder, orders.get(i)).contains(session)) {
                return true;
            }
        }
        return false;
    }

    private static Set<Session> sessionsFor(Map<String, Set<Session>> index, String key) {
        return index.getOrDefault(key, Set.of());
    }

    private static void add(Map<String, Set<Session>> index, String key, Session session) {
        index.computeIfAbsent(key, absent -> LinkedHashSet.newLinkedHashSet(1)).add(session);
    }

    private static void remove(Map<String, Set<Session>> index, String key, Session session) {
        index.computeIfPresent(
                key,
                (present, sessions) -> {
                    sessions.remove(session);
                    return sessions.isEmpty() ? null : sessions;
                });
    }
}
