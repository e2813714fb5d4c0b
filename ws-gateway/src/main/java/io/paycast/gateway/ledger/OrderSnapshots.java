package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/**
 * How the payments that the ledger remembers stand, by their order, so that whoever waits for one
 * order is told at once. The feed's thread changes it; any thread reads.
 */
public final class OrderSnapshots {

    /** A shop may give all its payments one order; the latest of them will do. */
    private static final int MAX_PAYMENTS_OF_ORDER = 10;

    // A list is never changed once it is in here. Most orders have one payment; one that was
    // rejected and tried again has two.
    private final ConcurrentMap<String, List<LatestUpdate>> byOrder = new ConcurrentHashMap<>();

    /**
     * The payments of an order, those that changed last if there are many, in the order of their
     * changes.
     */
    public Collection<LatestUpdate> of(String orderReference) {
        return byOrder.getOrDefault(orderReference, List.of());
    }

    /** Adds a payment that was not known. */
    public void add(LatestUpdate latest) {
        put(latest, OrderSnapshots::copy);
    }

    /** Takes the place of what was known of the same payment under the same order. */
    public void replace(LatestUpdate latest) {
        put(latest, known -> without(known, latest.view()));
    }

    private void put(LatestUpdate latest, UnaryOperator<List<LatestUpdate>> others) {
        var order = latest.view().orderReference();
        if (order != null) {
            byOrder.merge(
                    order,
                    List.of(latest),
                    (known, added) -> withLatest(others.apply(known), latest));
        }
    }

    /** Forgets a payment. */
    public void remove(PaymentView view) {
        var order = view.orderReference();
        if (order != null) {
            byOrder.computeIfPresent(
                    order,
                    (same, known) -> {
                        var rest = without(known, view);
                        return rest.isEmpty() ? null : rest;
                    });
        }
    }

    private static List<LatestUpdate> withLatest(List<LatestUpdate> others, LatestUpdate latest) {
        if (others.size() == MAX_PAYMENTS_OF_ORDER) {
            others.removeFirst();
        }
        others.add(latest);
        return others;
    }

    private static List<LatestUpdate> without(List<LatestUpdate> known, PaymentView view) {
        var others = copy(known);
        // the payment that changes is mostly the one that changed last
        for (int i = others.size() - 1; i >= 0; i--) {
            if (others.get(i).isOf(view)) {
                others.remove(i);
                break;
            }
        }
        return others;
    }

    private static List<LatestUpdate> copy(List<LatestUpdate> known) {
        var copy = new ArrayList<LatestUpdate>(known.size() + 1);
        copy.addAll(known);
        return copy;
    }
}
