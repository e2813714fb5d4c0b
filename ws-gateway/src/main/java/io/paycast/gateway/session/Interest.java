package io.paycast.gateway.session;

import io.paycast.gateway.journal.Entry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which updates a session is sent: what its token is good for, and of that what the client asked
 * for. Asking narrows and never widens. Immutable.
 */
public final class Interest {

    private final @Nullable Set<String> permittedOrders;
    private final Set<String> orders;
    private final Set<String> payments;

    private Interest(
            @Nullable Set<String> permittedOrders, Set<String> orders, Set<String> payments) {
        this.permittedOrders = permittedOrders;
        this.orders = orders;
        this.payments = payments;
    }

    /**
     * All that a token is good for.
     *
     * @param permittedOrders the only orders that it is good for, or null if it is good for all
     */
    public static Interest permitted(@Nullable Set<String> permittedOrders) {
        return new Interest(permittedOrders, Set.of(), Set.of());
    }

    /** Of what is permitted, only these orders and payments. */
    public Interest narrowedTo(List<String> toOrders, List<String> toPayments) {
        return new Interest(permittedOrders, Set.copyOf(toOrders), Set.copyOf(toPayments));
    }

    /** Whether it is every update there is. */
    public boolean isEverything() {
        return permittedOrders == null && !isNarrowed();
    }

    /** Whether an update is among what the session is sent. */
    public boolean covers(Entry entry) {
        return covers(entry.paymentId(), entry.orderReference());
    }

    /** Whether an update of this payment and order is among what the session is sent. */
    public boolean covers(String payment, @Nullable String order) {
        if (permittedOrders != null && (order == null || !permittedOrders.contains(order))) {
            return false;
        }
        return !isNarrowed()
                || payments.contains(payment)
                || (order != null && orders.contains(order));
    }

    /** The orders under which to look a session of this interest up. */
    public Set<String> orderKeys() {
        if (isNarrowed() || permittedOrders == null) {
            return orders;
        }
        return permittedOrders;
    }

    /** The payments under which to look a session of this interest up. */
    public Set<String> paymentKeys() {
        return payments;
    }

    private boolean isNarrowed() {
        return !orders.isEmpty() || !payments.isEmpty();
    }

    /** The same request under another token. */
    public Interest withPermittedOrders(@Nullable Set<String> newPermittedOrders) {
        return new Interest(newPermittedOrders, orders, payments);
    }
}
