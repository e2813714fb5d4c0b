package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/**
 * The latest update of each payment in the ledger, by order, so that a customer's client receives a
 * snapshot on connect. The feed's thread writes; any thread reads.
 */
public final class OrderSnapshots {

    /**
     * The limit of one merchant and mode. Neither test payments nor another merchant's payments may
     * push a shopper's payment out.
     */
    private static final int MAX_PAYMENTS_OF_ORDER = 10;

    // A list is never modified after it was put here. Most orders have one payment; an order whose
    // first payment was rejected has two.
    private final ConcurrentMap<String, List<LatestUpdate>> byOrder = new ConcurrentHashMap<>();

    /** The latest updates of an order's payments, oldest first; of many, the last ten. */
    public Collection<LatestUpdate> of(String orderReference) {
        return byOrder.getOrDefault(orderReference, List.of());
    }

    /** Adds a payment that is not known yet. */
    public void add(LatestUpdate latest) {
        put(latest, OrderSnapshots::copy);
    }

    /** Replaces the previous update of the same payment and order. */
    public void replace(LatestUpdate latest) {
        put(latest, known -> without(known, latest.view()));
    }

    private void put(LatestUpdate latest, UnaryOperator<List<LatestUpdate>> others) {
        for (var order : latest.view().orderReferences()) {
            byOrder.merge(
                    order,
                    List.of(latest),
                    (known, added) -> withLatest(others.apply(known), latest));
        }
    }

    /** Removes a payment. */
    public void remove(PaymentView view) {
        for (var order : view.orderReferences()) {
            byOrder.computeIfPresent(
                    order,
                    (same, known) -> {
                        var rest = without(known, view);
                        return rest.isEmpty() ? null : rest;
                    });
        }
    }

    private static List<LatestUpdate> withLatest(List<LatestUpdate> others, LatestUpdate latest) {
        int ofSameKind = 0;
        int oldest = -1;
        for (int i = others.size() - 1; i >= 0; i--) {
            if (isOfSameKind(others.get(i), latest)) {
                ofSameKind++;
                oldest = i;
            }
        }
        if (ofSameKind >= MAX_PAYMENTS_OF_ORDER) {
            others.remove(oldest);
        }
        others.add(latest);
        return others;
    }

    private static boolean isOfSameKind(LatestUpdate one, LatestUpdate other) {
        return one.view().test() == other.view().test()
                && one.view().merchantCode().equals(other.view().merchantCode());
    }

    private static List<LatestUpdate> without(List<LatestUpdate> known, PaymentView view) {
        var others = copy(known);
        // The payment that changes is usually the one that changed last.
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
