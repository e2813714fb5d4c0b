package io.paycast.gateway.session;

import io.paycast.events.PaymentView;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.Selection;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which updates a session is sent: the ones that its token permits and its filter selects. A filter
 * narrows and never widens. Immutable.
 */
public final class Interest {

    /** The refusal of a token that permits nothing of the mode that the client requested. */
    public static final String MODE_NOT_PERMITTED =
            "The token permits no payments of the mode that the parameter test requests.";

    private final @Nullable Set<String> permittedOrders;
    private final Audience audience;
    private final PaymentMode requestedMode;
    private final Set<String> orders;
    private final Set<String> payments;

    private Interest(
            @Nullable Set<String> permittedOrders,
            Audience audience,
            PaymentMode requestedMode,
            Set<String> orders,
            Set<String> payments) {
        this.permittedOrders = permittedOrders;
        this.audience = audience;
        this.requestedMode = requestedMode;
        this.orders = orders;
        this.payments = payments;
    }

    /**
     * Every update that a token permits.
     *
     * @param entitlement which payments the token permits
     */
    public static Interest permitted(Entitlement entitlement) {
        return new Interest(
                entitlement.orders(),
                audience(entitlement.merchant(), entitlement.mode()),
                PaymentMode.ANY,
                Set.of(),
                Set.of());
    }

    /**
     * What a token permits of one mode; empty if the token permits nothing of that mode.
     *
     * @param entitlement which payments the token permits
     * @param mode the mode that the client requested
     */
    public static Optional<Interest> of(Entitlement entitlement, PaymentMode mode) {
        return new Interest(null, Audience.EVERYONE, mode, Set.of(), Set.of()).under(entitlement);
    }

    /** The same token with a filter of orders and payments; without any, everything permitted. */
    public Interest narrowedTo(List<String> toOrders, List<String> toPayments) {
        return new Interest(
                permittedOrders,
                audience,
                requestedMode,
                Set.copyOf(toOrders),
                Set.copyOf(toPayments));
    }

    /** The same filter under another token; empty if that permits nothing of the requested mode. */
    public Optional<Interest> under(Entitlement entitlement) {
        return entitlement
                .mode()
                .and(requestedMode)
                .map(mode ->
                        new Interest(
                                entitlement.orders(),
                                audience(entitlement.merchant(), mode),
                                requestedMode,
                                orders,
                                payments));
    }

    /** Whether it covers every update. */
    public boolean isEverything() {
        return audience.equals(Audience.EVERYONE) && isWholeAudience();
    }

    /** Whether it covers every update that its audience sees. */
    public boolean isWholeAudience() {
        return permittedOrders == null && !isNarrowed();
    }

    /** Whether the session is sent an update. */
    public boolean covers(Entry entry) {
        return covers(
                entry.paymentId(), entry.orderReferences(), entry.merchantCode(), entry.test());
    }

    /** Whether the session is sent the updates of a payment. */
    public boolean covers(PaymentView payment) {
        return covers(
                payment.paymentId(),
                payment.orderReferences(),
                payment.merchantCode(),
                payment.test());
    }

    /**
     * Whether the session is sent the updates of a payment.
     *
     * @param ofOrders every order that the payment belongs to
     */
    public boolean covers(
            String payment, List<String> ofOrders, String merchantCode, boolean test) {
        return audience.sees(merchantCode, test) && selects(payment, ofOrders);
    }

    /** Whether the orders and payments select an update that the audience sees. */
    private boolean selects(String payment, List<String> ofOrders) {
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

    /** Selects the updates that the session is sent from the journal. */
    public Selection selection() {
        return new Selection(names(), audience::sees, this::covers);
    }

    /**
     * The names of which each update has one; null if names do not matter. Of a customer these are
     * the permitted orders, so that a search costs no more than what the token permits.
     */
    private @Nullable Collection<String> names() {
        if (permittedOrders != null) {
            return permittedOrders;
        }
        if (!isNarrowed()) {
            return null;
        }
        var names = new HashSet<>(orders);
        names.addAll(payments);
        return names;
    }

    /** The audience in which a session with this interest is indexed. */
    public Audience audience() {
        return audience;
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

    /** One instance for the sessions that see everything: there are many. */
    private static Audience audience(@Nullable String merchant, PaymentMode mode) {
        var audience = new Audience(merchant, mode);
        return audience.equals(Audience.EVERYONE) ? Audience.EVERYONE : audience;
    }
}
