package io.paycast.gateway.session;

import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.journal.Entry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which updates a session is sent: the ones that its token permits and its filter selects. A filter
 * narrows and never widens. Immutable.
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
     * Every update that a token permits.
     *
     * @param entitlement which payments the token permits
     */
    public static Interest permitted(Entitlement entitlement) {
        return new Interest(entitlement.orders(), Set.of(), Set.of());
    }

    /** The same token with a filter of orders and payments; without any, everything permitted. */
    public Interest narrowedTo(List<String> toOrders, List<String> toPayments) {
        return new Interest(permittedOrders, Set.copyOf(toOrders), Set.copyOf(toPayments));
    }

    /** Whether it covers every update. */
    public boolean isEverything() {
        return permittedOrders == null && !isNarrowed();
    }

    /** Whether the session is sent an update. */
    public boolean covers(Entry entry) {
        return covers(entry.paymentId(), entry.orderReferences());
    }

    /**
     * Whether the session is sent an update of a payment.
     *
     * @param ofOrders every order that the payment belongs to
     */
    public boolean covers(String payment, List<String> ofOrders) {
        if (permittedOrders != null && !containsAny(permittedOrders, ofOrders)) {
            return false;
        }
        return !isNarrowed() || payments.contains(payment) || containsAny(orders, ofOrders);
    }

    private static boolean containsAny(Set<String> set, List<String> values) {
        for (int i = 0; i < values.size(); i++) { // no iterator: this runs once per delivery
            if (set.contains(values.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** The orders under which a session with this interest is indexed. */
    public Set<String> orderKeys() {
        if (isNarrowed() || permittedOrders == null) {
            return orders;
        }
        return permittedOrders;
    }

    /** The payments under which a session with this interest is indexed. */
    public Set<String> paymentKeys() {
        return payments;
    }

    private boolean isNarrowed() {
        return !orders.isEmpty() || !payments.isEmpty();
    }

    /** The same filter under another token. */
    public Interest under(Entitlement entitlement) {
        return new Interest(entitlement.orders(), orders, payments);
    }
}
