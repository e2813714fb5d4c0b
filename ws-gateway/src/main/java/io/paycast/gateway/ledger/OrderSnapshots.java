package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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

    private static final int NONE = -1;

    private final ConcurrentMap<String, Payments> byOrder = new ConcurrentHashMap<>();

    /** The payments of an order. Most orders have one; one whose first was rejected has two. */
    private static final class Payments {

        /** Oldest first. The array is never modified: other threads read it. */
        private final LatestUpdate[] latest;

        /** Null if not all are of one merchant and mode, as far as is known. */
        private final @Nullable String merchantCode;

        private final boolean test;

        private Payments(LatestUpdate[] latest, @Nullable String merchantCode, boolean test) {
            this.latest = latest;
            this.merchantCode = merchantCode;
            this.test = test;
        }

        static Payments of(LatestUpdate first) {
            var view = first.view();
            return new Payments(new LatestUpdate[] {first}, view.merchantCode(), view.test());
        }

        /** With one more at the end. Where there are too many of its kind, the oldest goes. */
        Payments with(LatestUpdate added) {
            if (latest.length == 0) {
                return of(added);
            }
            boolean ofOneKind = isOnlyKind(added.view());
            int omitted = NONE;
            if (latest.length >= MAX_PAYMENTS_OF_ORDER) {
                omitted = ofOneKind ? 0 : oldestOfFull(added);
            }
            var all = copyWithout(omitted, 1);
            all[all.length - 1] = added;
            return new Payments(all, ofOneKind ? merchantCode : null, test);
        }

        /** Does not look at the payments themselves, which no cache holds. */
        private boolean isOnlyKind(PaymentView view) {
            return view.test() == test && view.merchantCode().equals(merchantCode);
        }

        /** The oldest of a kind that has all its places; {@link #NONE} if it has one left. */
        private int oldestOfFull(LatestUpdate kind) {
            int ofSameKind = 0;
            int oldest = NONE;
            for (int i = latest.length - 1; i >= 0; i--) {
                if (isOfSameKind(latest[i], kind)) {
                    ofSameKind++;
                    oldest = i;
                }
            }
            return ofSameKind >= MAX_PAYMENTS_OF_ORDER ? oldest : NONE;
        }

        Payments without(PaymentView view) {
            // The payment that changes is usually the one that changed last.
            int index = latest.length - 1;
            while (index >= 0 && !latest[index].isOf(view)) {
                index--;
            }
            return index < 0 ? this : new Payments(copyWithout(index, 0), merchantCode, test);
        }

        private LatestUpdate[] copyWithout(int index, int spare) {
            if (index == NONE) {
                return Arrays.copyOf(latest, latest.length + spare);
            }
            var copy = new LatestUpdate[latest.length - 1 + spare];
            System.arraycopy(latest, 0, copy, 0, index);
            System.arraycopy(latest, index + 1, copy, index, latest.length - 1 - index);
            return copy;
        }

        private static boolean isOfSameKind(LatestUpdate one, LatestUpdate other) {
            return one.view().test() == other.view().test()
                    && one.view().merchantCode().equals(other.view().merchantCode());
        }
    }

    /** The latest updates of an order's payments, oldest first; of many, the last ten. */
    public Collection<LatestUpdate> of(String orderReference) {
        var payments = byOrder.get(orderReference);
        return payments == null
                ? List.of()
                : Collections.unmodifiableList(Arrays.asList(payments.latest));
    }

    /** Adds a payment that is not known yet. */
    public void add(LatestUpdate latest) {
        put(latest, known -> known.with(latest));
    }

    /** Replaces the previous update of the same payment and order. */
    public void replace(LatestUpdate latest) {
        put(latest, known -> known.without(latest.view()).with(latest));
    }

    private void put(LatestUpdate latest, UnaryOperator<Payments> change) {
        for (var order : latest.view().orderReferences()) {
            byOrder.compute(
                    order,
                    (same, known) -> known == null ? Payments.of(latest) : change.apply(known));
        }
    }

    /** Removes a payment. */
    public void remove(PaymentView view) {
        for (var order : view.orderReferences()) {
            byOrder.computeIfPresent(
                    order,
                    (same, known) -> {
                        var rest = known.without(view);
                        return rest.latest.length == 0 ? null : rest;
                    });
        }
    }
}
