package io.paycast.gateway.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which payments a token permits its client to see. Merchants may number their orders alike, so the
 * order alone does not say whose payment it is.
 *
 * @param orders the only orders that the token permits; null if it permits all
 * @param merchant the only merchant whose payments the token permits; null if it permits all
 * @param mode live payments, test payments, or either
 */
public record Entitlement(
        @Nullable Set<String> orders, @Nullable String merchant, PaymentMode mode) {

    /** Every payment. */
    public static final Entitlement ALL = new Entitlement(null, null, PaymentMode.ANY);

    /** The payments of these orders, of every merchant and mode; all orders if null. */
    public static Entitlement ofOrders(@Nullable Set<String> orders) {
        return new Entitlement(orders, null, PaymentMode.ANY);
    }
}
