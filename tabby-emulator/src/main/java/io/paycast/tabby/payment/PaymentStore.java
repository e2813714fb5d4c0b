package io.paycast.tabby.payment;

import io.paycast.tabby.model.TabbyPayment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps payments in memory: at most {@value #MAX_PAYMENTS}, whose requests have at most {@value
 * #MAX_BYTES} bytes together. The oldest make room for new ones. Not thread-safe.
 */
final class PaymentStore {

    static final int MAX_PAYMENTS = Payments.MAX_PAYMENTS;
    static final long MAX_BYTES = Payments.MAX_BYTES;

    private final LinkedHashMap<String, TabbyPayment> byId = new LinkedHashMap<>();
    private final Map<String, String> idBySession = new HashMap<>();
    private long bytes;
    private long evicted;

    /** Adds a payment, or replaces the one of the same id, which keeps its place. */
    void put(TabbyPayment payment) {
        var before = byId.put(payment.id(), payment);
        if (before != null) {
            bytes -= before.request().bytes();
            idBySession.remove(before.sessionId());
        }
        bytes += payment.request().bytes();
        idBySession.put(payment.sessionId(), payment.id());
        while (byId.size() > MAX_PAYMENTS || (bytes > MAX_BYTES && byId.size() > 1)) {
            evictOldest();
        }
    }

    private void evictOldest() {
        var oldest = byId.pollFirstEntry();
        if (oldest != null) {
            bytes -= oldest.getValue().request().bytes();
            idBySession.remove(oldest.getValue().sessionId());
            evicted++;
        }
    }

    Optional<TabbyPayment> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<TabbyPayment> ofSession(String sessionId) {
        return Optional.ofNullable(idBySession.get(sessionId)).flatMap(this::find);
    }

    /** Returns the payments that match, newest first. */
    List<TabbyPayment> newestFirst(Predicate<TabbyPayment> filter) {
        var matching = new ArrayList<TabbyPayment>();
        byId.sequencedValues().reversed().stream().filter(filter).forEach(matching::add);
        return matching;
    }

    int size() {
        return byId.size();
    }

    /** How many payments had to make room. */
    long evicted() {
        return evicted;
    }
}
