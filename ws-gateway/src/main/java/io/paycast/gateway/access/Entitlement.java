package io.paycast.gateway.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which payments a token permits its client to see.
 *
 * @param orders the only orders that the token permits; null if it permits all
 */
public record Entitlement(@Nullable Set<String> orders) {

    /** Every payment. */
    public static final Entitlement ALL = new Entitlement(null);

    /** An entitlement to these orders. */
    public static Entitlement ofOrders(Set<String> orders) {
        return new Entitlement(orders);
    }
}
