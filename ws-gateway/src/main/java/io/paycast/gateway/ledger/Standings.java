package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the payments that the ledger remembers stand, by their order, so that whoever waits for one
 * order is told at once. The feed's thread changes it; any thread reads.
 */
public final class Standings {

    // most orders have one payment; one that was rejected and tried again has two
    private final ConcurrentMap<String, List<Standing>> byOrder = new ConcurrentHashMap<>();

    /** The payments of an order, in no order. */
    public Collection<Standing> of(String orderReference) {
        return byOrder.getOrDefault(orderReference, List.of());
    }

    /** Takes the place of what was known of the same payment under the same order. */
    public void put(Standing standing) {
        var order = standing.view().orderReference();
        if (order != null) {
            byOrder.merge(order, List.of(standing), (known, added) -> replaced(known, standing));
        }
    }

    /** Forgets a payment. */
    public void forget(PaymentView view) {
        var order = view.orderReference();
        if (order != null) {
            byOrder.computeIfPresent(order, (same, known) -> without(known, view));
        }
    }

    private static List<Standing> replaced(List<Standing> known, Standing standing) {
        return Stream.concat(
                        known.stream().filter(other -> !other.isOf(standing.view())),
                        Stream.of(standing))
                .toList();
    }

    private static @Nullable List<Standing> without(List<Standing> known, PaymentView view) {
        var rest = known.stream().filter(other -> !other.isOf(view)).toList();
        return rest.isEmpty() ? null : rest;
    }
}
