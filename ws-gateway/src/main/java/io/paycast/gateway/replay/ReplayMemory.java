package io.paycast.gateway.replay;

import io.paycast.events.PaymentEvent;
import io.paycast.gateway.ledger.Change;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.session.Interest;
import java.util.List;
import java.util.Optional;

/**
 * The payments that one replay remembers, to recognise repeats: only those that it may send. They
 * share the budget of all replays. A replay that gets no more of it forgets the payment that it has
 * not seen for longest. Confined to one thread.
 *
 * <p>A payment counts from its first event that the client's interest covers. Events before that,
 * when it had another order, are not part of its state here.
 */
final class ReplayMemory implements AutoCloseable {

    /** So many payments each replay remembers without the budget. */
    static final int FREE_PAYMENTS = 1_000;

    private final Ledger ledger;
    private final PaymentBudget budget;
    private int taken;

    ReplayMemory(Ledger ledger, PaymentBudget budget) {
        this.ledger = ledger;
        this.budget = budget;
    }

    /** Takes in an event; returns the change if clients with this interest see one. */
    Optional<Change> apply(PaymentEvent event, Interest interest) {
        var payment = event.payment();
        var order = payment.orderReference();
        var orders = order == null ? List.<String>of() : List.of(order);
        if (!interest.covers(payment.paymentId(), orders, event.merchantCode(), payment.test())
                && !ledger.holds(event)) {
            return Optional.empty();
        }
        var change = ledger.apply(event);
        keepWithinBudget();
        return change.filter(it -> interest.covers(it.view()));
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
