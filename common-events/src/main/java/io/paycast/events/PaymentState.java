package io.paycast.events;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of one payment, merged from all its events so far. The merge is a join: the order and
 * the repeats of deliveries make no difference, and a payment only moves forward.
 *
 * <ul>
 *   <li>Status, amount, currency and order reference come from the most advanced snapshot.
 *       Snapshots compare by status, then by the number of captures and refunds, then by their
 *       other values, so that one of two different snapshots always wins.
 *   <li>Captures and refunds are merged by id. If one id has two amounts, the larger one stays.
 *   <li>A test payment remains a test payment.
 * </ul>
 *
 * <p>Immutable.
 */
public final class PaymentState {

    private final String merchantCode;
    private final String paymentId;
    private final Headline headline;
    private final Map<String, BigDecimal> captures;
    private final Map<String, BigDecimal> refunds;
    private final boolean test;

    /**
     * The parts of a snapshot that are compared or shown, without its money movements. It keeps
     * nothing else, because a gateway keeps the state of hundreds of thousands of payments.
     */
    private record Headline(
            PaymentStatus status,
            int movements,
            BigDecimal amount,
            CurrencyCode currency,
            @Nullable String orderReference) {

        static final Comparator<Headline> BY_PROGRESS =
                Comparator.comparing(Headline::status)
                        .thenComparingInt(Headline::movements)
                        .thenComparing(Headline::amount)
                        .thenComparing(Headline::currency)
                        .thenComparing(
                                Headline::orderReference,
                                Comparator.nullsFirst(Comparator.naturalOrder()));

        static Headline of(PaymentSnapshot payment) {
            return new Headline(
                    statusOf(payment),
                    payment.captures().size() + payment.refunds().size(),
                    payment.amount(),
                    payment.currency(),
                    payment.orderReference());
        }

        /** Reuses the known order reference if it is equal, so that memory holds one copy. */
        Headline sharing(Headline known) {
            return Objects.equals(orderReference, known.orderReference)
                    ? new Headline(status, movements, amount, currency, known.orderReference)
                    : this;
        }
    }

    private PaymentState(
            String merchantCode,
            String paymentId,
            Headline headline,
            Map<String, BigDecimal> captures,
            Map<String, BigDecimal> refunds,
            boolean test) {
        this.merchantCode = merchantCode;
        this.paymentId = paymentId;
        this.headline = headline;
        this.captures = captures;
        this.refunds = refunds;
        this.test = test;
    }

    /**
     * Merges an event into a payment's state.
     *
     * @param state the state before, or null if this is the payment's first event
     * @return a new state, or {@code state} itself if the event changes nothing
     */
    public static PaymentState merge(@Nullable PaymentState state, PaymentEvent event) {
        var payment = event.payment();
        var headline = Headline.of(payment);
        if (state == null) {
            return new PaymentState(
                    event.merchantCode(),
                    payment.paymentId(),
                    headline,
                    union(Map.of(), payment.captures()),
                    union(Map.of(), payment.refunds()),
                    payment.test());
        }
        boolean advances = Headline.BY_PROGRESS.compare(headline, state.headline) > 0;
        var captures = union(state.captures, payment.captures());
        var refunds = union(state.refunds, payment.refunds());
        boolean test = state.test || payment.test();
        if (!advances
                && captures.equals(state.captures)
                && refunds.equals(state.refunds)
                && test == state.test) {
            return state;
        }
        return new PaymentState(
                state.merchantCode,
                state.paymentId,
                advances ? headline.sharing(state.headline) : state.headline,
                captures,
                refunds,
                test);
    }

    /** Returns what clients see of this state. */
    public PaymentView view() {
        return new PaymentView(
                merchantCode,
                paymentId,
                headline.status,
                headline.amount,
                headline.currency,
                headline.orderReference,
                sum(captures, headline.currency),
                sum(refunds, headline.currency),
                test);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PaymentState that
                && merchantCode.equals(that.merchantCode)
                && paymentId.equals(that.paymentId)
                && Headline.BY_PROGRESS.compare(headline, that.headline) == 0
                && captures.equals(that.captures)
                && refunds.equals(that.refunds)
                && test == that.test;
    }

    @Override
    public int hashCode() {
        return Objects.hash(merchantCode, paymentId, captures, refunds, test);
    }

    @Override
    public String toString() {
        return "PaymentState[" + view() + "]";
    }

    /** Only a created payment can expire. Tabby may set the flag before it changes the status. */
    private static PaymentStatus statusOf(PaymentSnapshot payment) {
        return payment.expired() && payment.status() == PaymentStatus.CREATED
                ? PaymentStatus.EXPIRED
                : payment.status();
    }

    /** Returns the union of both, or {@code known} itself if nothing is new. */
    private static Map<String, BigDecimal> union(
            Map<String, BigDecimal> known, List<MoneyMovement> movements) {
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

    private static BigDecimal sum(Map<String, BigDecimal> movements, CurrencyCode currency) {
        var sum = currency.scale(BigDecimal.ZERO);
        for (var amount : movements.values()) {
            sum = sum.add(amount);
        }
        return sum;
    }
}
