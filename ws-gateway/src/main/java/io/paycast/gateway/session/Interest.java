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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which updates a session is sent: the ones that its token permits and its filter selects. A filter
 * narrows and never widens. Immutable.
 */
public final class Interest {

    /** The refusal of a token that permits nothing of the mode that the client requested. */
    public static final String MODE_NOT_PERMITTED =
            "The token permits no payments of the mode that the parameter test requests.";

    /** The payments that a customer's filter names at most: each has memory of its own. */
    public static final int MAX_CUSTOMER_PAYMENTS = 50;

    /** The refusal of a customer's filter that names more. */
    public static final String TOO_MANY_PAYMENTS =
            "A customer's filter names at most " + MAX_CUSTOMER_PAYMENTS + " payments.";

    /** The heap that a name takes besides its characters, in the filter and in the index. */
    private static final int BYTES_PER_NAME = 208;

    private final @Nullable Set<String> permittedOrders;
    private final Audience audience;
    private final PaymentMode requestedMode;

    /** The orders and payments of the filter; null if there is no filter. */
    private final @Nullable Filter filter;

    /** Known in advance, because each delivery asks. */
    private final boolean everything;

    /**
     * Only these orders and payments. Both are empty if the filter named only orders that the token
     * does not permit.
     */
    private record Filter(Set<String> orders, Set<String> payments) {

        /** The part that a token permits: orders outside it are not kept. */
        Filter within(@Nullable Set<String> permittedOrders) {
            return permittedOrders == null
                    ? this
                    : new Filter(
                            permittedOrders.stream()
                                    .filter(orders::contains)
                                    .collect(Collectors.toUnmodifiableSet()),
                            payments);
        }
    }

    private Interest(
            @Nullable Set<String> permittedOrders,
            Audience audience,
            PaymentMode requestedMode,
            @Nullable Filter filter) {
        this.permittedOrders = permittedOrders;
        this.audience = audience;
        this.requestedMode = requestedMode;
        this.filter = filter == null ? null : filter.within(permittedOrders);
        this.everything =
                permittedOrders == null && filter == null && audience.equals(Audience.EVERYONE);
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
                null);
    }

    /**
     * What a token permits of one mode; empty if the token permits nothing of that mode.
     *
     * @param entitlement which payments the token permits
     * @param mode the mode that the client requested
     */
    public static Optional<Interest> of(Entitlement entitlement, PaymentMode mode) {
        return new Interest(null, Audience.EVERYONE, mode, null).under(entitlement);
    }

    /** The same token with a filter of orders and payments; without any, everything permitted. */
    public Interest narrowedTo(List<String> toOrders, List<String> toPayments) {
        return new Interest(
                permittedOrders,
                audience,
                requestedMode,
                toOrders.isEmpty() && toPayments.isEmpty()
                        ? null
                        : new Filter(Set.copyOf(toOrders), Set.copyOf(toPayments)));
    }

    /**
     * The same filter under another token; empty if that permits nothing of the requested mode.
     * Orders that the earlier token did not permit are not kept.
     */
    public Optional<Interest> under(Entitlement entitlement) {
        return entitlement
                .mode()
                .and(requestedMode)
                .map(mode ->
                        new Interest(
                                entitlement.orders(),
                                audience(entitlement.merchant(), mode),
                                requestedMode,
                                filter));
    }

    /** Whether it covers every update. */
    public boolean isEverything() {
        return everything;
    }

    /** Whether it covers every update that its audience sees. */
    public boolean isWholeAudience() {
        return permittedOrders == null && filter == null;
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
        return filter == null
                || filter.payments.contains(payment)
                || containsAny(filter.orders, ofOrders);
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
        if (filter == null) {
            return null;
        }
        var names = new HashSet<>(filter.orders);
        names.addAll(filter.payments);
        return names;
    }

    /** The audience in which a session with this interest is indexed. */
    public Audience audience() {
        return audience;
    }

    /** The orders under which a session with this interest is indexed. */
    public Set<String> orderKeys() {
        if (filter != null) {
            return filter.orders;
        }
        return permittedOrders == null ? Set.of() : permittedOrders;
    }

    /** The payments under which a session with this interest is indexed. */
    public Set<String> paymentKeys() {
        return filter == null ? Set.of() : filter.payments;
    }

    /** Whether it is a customer's, and its filter names too many payments. */
    public boolean namesTooManyPayments() {
        return permittedOrders != null
                && filter != null
                && filter.payments.size() > MAX_CUSTOMER_PAYMENTS;
    }

    /** The heap that the token's orders take, about: those permitted, and those in the filter. */
    public int orderBytes() {
        if (permittedOrders == null) {
            return 0;
        }
        return bytes(permittedOrders) + (filter == null ? 0 : bytes(filter.orders));
    }

    /** The heap that the other names in the filter take, about. */
    public int filterBytes() {
        if (filter == null) {
            return 0;
        }
        return bytes(filter.payments) + (permittedOrders == null ? bytes(filter.orders) : 0);
    }

    private static int bytes(Set<String> names) {
        int bytes = 0;
        for (var name : names) {
            bytes += BYTES_PER_NAME + name.length() * bytesPerChar(name);
        }
        return bytes;
    }

    /** Java keeps a string in one byte a character only if all of it is Latin-1. */
    private static int bytesPerChar(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0xff) {
                return Character.BYTES;
            }
        }
        return 1;
    }

    /** One instance for the sessions that see everything: there are many. */
    private static Audience audience(@Nullable String merchant, PaymentMode mode) {
        var audience = new Audience(merchant, mode);
        return audience.equals(Audience.EVERYONE) ? Audience.EVERYONE : audience;
    }
}
