package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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

    private final ConcurrentMap<String, Payments> byOrder = new ConcurrentHashMap<>();

    /**
     * The payments of an order. Most orders have one; an order whose first payment was rejected has
     * two.
     *
     * @param latest is never modified after it was put here
     * @param ofOneKind whether all are of one merchant and mode, as far as is known. The oldest is
     *     then found without a look at the others, which no cache holds
     */
    private record Payments(List<LatestUpdate> latest, boolean ofOneKind) {

        Payments with(LatestUpdate added) {
            return with(copy(), added);
        }

        Payments withReplaced(LatestUpdate replacement) {
            return with(copyWithout(replacement.view()), replacement);
        }

        private Payments with(List<LatestUpdate> others, LatestUpdate added) {
            boolean allOfOneKind =
                    ofOneKind && (others.isEmpty() || isOfSameKind(others.getLast(), added));
            if (others.size() >= MAX_PAYMENTS_OF_ORDER) {
                if (allOfOneKind) {
                    others.removeFirst();
                } else {
                    removeOldestOfMany(others, added);
                }
            }
            others.add(added);
            return new Payments(others, allOfOneKind);
        }

        @Nullable Payments without(PaymentView view) {
            var rest = copyWithout(view);
            return rest.isEmpty() ? null : new Payments(rest, ofOneKind);
        }

        private List<LatestUpdate> copyWithout(PaymentView view) {
            var others = copy();
            // The payment that changes is usually the one that changed last.
            for (int i = others.size() - 1; i >= 0; i--) {
                if (others.get(i).isOf(view)) {
                    others.remove(i);
                    break;
                }
            }
            return others;
        }

        private List<LatestUpdate> copy() {
            var copy = new ArrayList<LatestUpdate>(latest.size() + 1);
            copy.addAll(latest);
            return copy;
        }
    }

    /** The latest updates of an order's payments, oldest first; of many, the last ten. */
    public Collection<LatestUpdate> of(String orderReference) {
        var payments = byOrder.get(orderReference);
        return payments == null ? List.of() : payments.latest();
    }

    /** Adds a payment that is not known yet. */
    public void add(LatestUpdate latest) {
        put(latest, known -> known.with(latest));
    }

    /** Replaces the previous update of the same payment and order. */
    public void replace(LatestUpdate latest) {
        put(latest, known -> known.withReplaced(latest));
    }

    private void put(LatestUpdate latest, UnaryOperator<Payments> change) {
        for (var order : latest.view().orderReferences()) {
            byOrder.merge(
                    order,
                    new Payments(List.of(latest), true),
                    (known, added) -> change.apply(known));
        }
    }

    /** Removes a payment. */
    public void remove(PaymentView view) {
        for (var order : view.orderReferences()) {
            byOrder.computeIfPresent(order, (same, known) -> known.without(view));
        }
    }

    private static void removeOldestOfMany(List<LatestUpdate> others, LatestUpdate added) {
        int ofSameKind = 0;
        int oldest = -1;
        for (int i = others.size() - 1; i >= 0; i--) {
            if (isOfSameKind(others.get(i), added)) {
                ofSameKind++;
                oldest = i;
            }
        }
        if (ofSameKind >= MAX_PAYMENTS_OF_ORDER) {
            others.remove(oldest);
        }
    }

    private static boolean isOfSameKind(LatestUpdate one, LatestUpdate other) {
        return one.view().test() == other.view().test()
                && one.view().merchantCode().equals(other.view().merchantCode());
    }
}
