package io.paycast.events;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one payment from all that was heard of it so far: a join, so that the order of
 * deliveries and their repeats make no difference, and a payment only ever moves forward.
 *
 * <ul>
 *   <li>status, amount, currency and order reference are those of the snapshot that is furthest on:
 *       by status, then by the number of captures and refunds, then by their own values, so that
 *       any two snapshots have one winner;
 *   <li>captures and refunds are united by id; of two amounts for one id the larger stays;
 *   <li>a test payment stays one.
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
     * What a snapshot says beside its movements. Hundreds of thousands of payments are remembered:
     * no more of a snapshot is kept than is compared or shown.
     */
    private record Headline(
            PaymentStatus status,
            int movements,
            BigDecimal amount,
            CurrencyCode currency,
            @Nullable String orderReference) {

        static final Comparator<Headline> FURTHER_ON =
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

        /** The same, with the very order reference that is known already if it is equal. */
        Headline after(Headline known) {
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
     * Adds what an event says to what was known.
     *
     * @param state what was known of the event's payment, or null if nothing was
     * @return a new state, or {@code state} itself if the event says nothing new
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
        boolean further = Headline.FURTHER_ON.compare(headline, state.headline) > 0;
        var captures = union(state.captures, payment.captures());
        var refunds = union(state.refunds, payment.refunds());
        boolean test = state.test || payment.test();
        if (!further
                && captures.equals(state.captures)
                && refunds.equals(state.refunds)
                && test == state.test) {
            return state;
        }
        return new PaymentState(
                state.merchantCode,
                state.paymentId,
                further ? headline.after(state.headline) : state.headline,
                captures,
                refunds,
                test);
    }

    /** What a client is shown of it. */
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
                && Headline.FURTHER_ON.compare(headline, that.headline) == 0
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

    /** Only a created payment can run out, and Tabby's flag may come before its status says so. */
    private static PaymentStatus statusOf(PaymentSnapshot payment) {
        return payment.expired() && payment.status() == PaymentStatus.CREATED
                ? PaymentStatus.EXPIRED
                : payment.status();
    }

    /** The united movements; {@code known} itself if nothing was added. */
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
