package io.paycast.events;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The captures and refunds of a payment in one currency, by id. If one id has two amounts, the
 * larger one stays. Immutable.
 */
record Movements(Map<String, BigDecimal> captures, Map<String, BigDecimal> refunds) {

    static final Movements NONE = new Movements(Map.of(), Map.of());

    /** Returns these with a snapshot's own, or {@code this} if none of them is new. */
    Movements with(PaymentSnapshot payment) {
        var mergedCaptures = union(captures, payment.captures());
        var mergedRefunds = union(refunds, payment.refunds());
        return mergedCaptures.equals(captures) && mergedRefunds.equals(refunds)
                ? this
                : new Movements(mergedCaptures, mergedRefunds);
    }

    /** Whether some money was captured. */
    boolean anyCaptured() {
        for (var amount : captures.values()) {
            if (amount.signum() > 0) {
                return true;
            }
        }
        return false;
    }

    static BigDecimal sum(Map<String, BigDecimal> movements, CurrencyCode currency) {
        var sum = currency.scale(BigDecimal.ZERO);
        for (var amount : movements.values()) {
            sum = sum.add(amount);
        }
        return sum;
    }

    /** Returns the union of both, or {@code known} itself if nothing is new. */
    private static Map<String, BigDecimal> union(
            Map<String, BigDecimal> known, List<MoneyMovement> movements) {
        if (known.isEmpty() && movements.size() == 1) { // as of most payments
            return Map.of(movements.getFirst().id(), movements.getFirst().amount());
        }
        for (var movement : movements) {
            if (!isKnown(known, movement)) {
                var united = new HashMap<>(known);
                movements.forEach(m -> united.merge(m.id(), m.amount(), BigDecimal::max));
                return Map.copyOf(united);
            }
        }
        return known;
    }

    private static boolean isKnown(Map<String, BigDecimal> known, MoneyMovement movement) {
        var amount = known.get(movement.id());
        return amount != null && amount.compareTo(movement.amount()) >= 0;
    }
}
