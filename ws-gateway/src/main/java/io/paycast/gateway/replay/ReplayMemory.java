package io.paycast.gateway.replay;

import io.paycast.events.PaymentEvent;
import io.paycast.gateway.ledger.Change;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.session.Interest;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The payments that one reading of a replay remembers, to recognise repeats: only those that it may
 * send. They share the budget of all replays. A replay that gets no more of it forgets the payment
 * that it has not seen for longest. Confined to one thread.
 *
 * <p>A payment is remembered from its first event with an order that the client is interested in.
 * If it had other orders before, those events were skipped and its state may be false. Then the
 * payment is added to the known ones, and another reading remembers it from its first event.
 */
final class ReplayMemory implements AutoCloseable {

    /** So many payments each replay remembers without the budget. */
    static final int FREE_PAYMENTS = 1_000;

    /** Half a MiB. Two payments with the same bit cost an unnecessary reading, nothing else. */
    private static final int SKIPPED_BITS = 22;

    private final Ledger ledger;
    private final PaymentBudget budget;
    private final Interest interest;
    private final Set<PaymentKey> known;
    private final BitSet skipped = new BitSet();
    private boolean isIncomplete;
    private int taken;

    /**
     * @param ledger an empty one
     * @param known payments to remember from their first event; those that this reading finds are
     *     added
     */
    ReplayMemory(Ledger ledger, PaymentBudget budget, Interest interest, Set<PaymentKey> known) {
        this.ledger = ledger;
        this.budget = budget;
        this.interest = interest;
        this.known = known;
    }

    /** Takes in an event; returns the change if clients with this interest see one. */
    Optional<Change> apply(PaymentEvent event) {
        var key = PaymentKey.of(event);
        if (!ledger.holds(event) && !known.contains(key)) {
            if (!mayBelongToInterest(event)) {
                skipped.set(bit(key));
                return Optional.empty();
            }
            if (skipped.get(bit(key)) && !interest.isWholeAudience()) {
                rememberFromFirstEvent(key);
            }
        }
        var change = ledger.apply(event);
        keepWithinBudget();
        return change.filter(it -> interest.covers(it.view()));
    }

    /** Whether a payment was found whose earlier events were skipped: its state may be false. */
    boolean isIncomplete() {
        return isIncomplete;
    }

    /** In any mode: an event may change a payment's mode. */
    private boolean mayBelongToInterest(PaymentEvent event) {
        var payment = event.payment();
        var order = payment.orderReference();
        var orders = order == null ? List.<String>of() : List.of(order);
        return interest.covers(payment.paymentId(), orders, event.merchantCode(), true)
                || interest.covers(payment.paymentId(), orders, event.merchantCode(), false);
    }

    private void rememberFromFirstEvent(PaymentKey key) {
        if (known.size() < FREE_PAYMENTS + taken) {
            known.add(key);
            isIncomplete = true;
        }
    }

    private static int bit(PaymentKey key) {
        return key.hashCode() * 0x9E3779B9 >>> Integer.SIZE - SKIPPED_BITS;
    }

    private void keepWithinBudget() {
        while (ledger.size() > FREE_PAYMENTS + taken) {
            if (budget.tryTake()) {
                taken++;
            } else {
                ledger.evictEldest();
            }
        }
        int unused = Math.min(taken, FREE_PAYMENTS + taken - ledger.size());
        if (unused > 0) {
            budget.release(unused);
            taken -= unused;
        }
    }

    /** Forgets everything. */
    @Override
    public void close() {
        budget.release(taken);
        taken = 0;
    }
}
