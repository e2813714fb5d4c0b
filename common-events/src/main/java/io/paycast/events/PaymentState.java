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

    private static final Comparator<PaymentSnapshot> FURTHER_ON =
            Comparator.comparing(PaymentState::statusOf)
                    .thenComparingInt(p -> p.captures().size() + p.refunds().size())
                    .thenComparing(PaymentSnapshot::amount)
                    .thenComparing(PaymentSnapshot::currency)
                    .thenComparing(
                            PaymentSnapshot::orderReference,
                            Comparator.nullsFirst(Comparator.naturalOrder()));

    private final String merchantCode;
    private final PaymentSnapshot furthest;
    private final Map<String, BigDecimal> captures;
    private final Map<String, BigDecimal> refunds;
    private final boolean test;

    private PaymentState(
            String merchantCode,
            PaymentSnapshot furthest,
            Map<String, BigDecimal> captures,
            Map<String, BigDecimal> refunds,
            boolean test) {
        this.merchantCode = merchantCode;
        this.furthest = furthest;
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
        if (state == null) {
            return new PaymentState(
                    event.merchantCode(),
                    payment,
                    union(Map.of(), payment.captures()),
                    union(Map.of(), payment.refunds()),
                    payment.test());
        }
        boolean further = FURTHER_ON.compare(payment, state.furthest) > 0;
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
                state.merchantCode, further ? payment : state.furthest, captures, refunds, test);
    }

    /** What a client is shown of it. */
    public PaymentView view() {
        var currency = furthest.currency();
        return new PaymentView(
                merchantCode,
                furthest.paymentId(),
                statusOf(furthest),
                furthest.amount(),
                currency,
                furthest.orderReference(),
                sum(captures, currency),
                sum(refunds, currency),
                test);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PaymentState that
                && merchantCode.equals(that.merchantCode)
                && FURTHER_ON.compare(furthest, that.furthest) == 0
                && captures.equals(that.captures)
                && refunds.equals(that.refunds)
                && test == that.test;
    }

    @Override
    public int hashCode() {
        return Objects.hash(merchantCode, furthest.paymentId(), captures, refunds, test);
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
            Map<String, BigDecimal> known, List<Movement> movements) {
        for (var movement : movements) {
            if (!isKnown(known, movement)) {
                var united = new HashMap<>(known);
                movements.forEach(m -> united.merge(m.id(), m.amount(), BigDecimal::max));
                return Map.copyOf(united);
            }
        }
        return known;
    }

    private static boolean isKnown(Map<String, BigDecimal> known, Movement movement) {
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
