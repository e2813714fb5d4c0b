package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How the payments that the ledger remembers stand, by their order, so that whoever waits for one
 * order is told at once. The feed's thread changes it; any thread reads.
 */
public final class Standings {

    /** A shop may give all its payments one order; the latest of them will do. */
    private static final int MAX_PAYMENTS_OF_ORDER = 50;

    // most orders have one payment; one that was rejected and tried again has two
    private final ConcurrentMap<String, List<Standing>> byOrder = new ConcurrentHashMap<>();

    /**
     * The payments of an order, those that changed last if there are many, in the order of their
     * changes.
     */
    public Collection<Standing> of(String orderReference) {
        return byOrder.getOrDefault(orderReference, List.of());
    }

    /** Takes the place of what was known of the same payment under the same order. */
    public void put(Standing standing) {
        var order = standing.view().orderReference();
        if (order != null) {
            byOrder.merge(order, List.of(standing), Standings::replaced);
        }
    }

    /** Forgets a payment. */
    public void forget(PaymentView view) {
        var order = view.orderReference();
        if (order != null) {
            byOrder.computeIfPresent(order, (same, known) -> without(known, view));
        }
    }

    private static List<Standing> replaced(List<Standing> known, List<Standing> added) {
        var standing = added.getFirst();
        var others = without(known, standing.view());
        if (others == null) {
            return added;
        }
        var latest = new ArrayList<Standing>(MAX_PAYMENTS_OF_ORDER);
        latest.addAll(
                others.subList(
                        Math.max(0, others.size() - MAX_PAYMENTS_OF_ORDER + 1), others.size()));
        latest.add(standing);
        return List.copyOf(latest);
    }

    private static @Nullable List<Standing> without(List<Standing> known, PaymentView view) {
        if (known.size() == 1) {
            return known.getFirst().isOf(view) ? null : known;
        }
        var rest = known.stream().filter(other -> !other.isOf(view)).toList();
        return rest.isEmpty() ? null : rest;
    }
}
