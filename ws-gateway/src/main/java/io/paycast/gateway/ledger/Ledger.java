package io.paycast.gateway.ledger;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentState;
import io.paycast.events.PaymentView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The merged state of each recent payment. It decides whether an event changes what clients see.
 *
 * <p>Time is taken from the events and not from a clock, so that a gateway that reads the same
 * records later reaches the same result. Confined to the feed's thread.
 */
public final class Ledger {

    private final long windowMillis;
    private final int maxPayments;
    private final Consumer<PaymentView> evicted;
    private final LinkedHashMap<Key, Remembered> payments = new LinkedHashMap<>(1024, 0.75f, true);
    private long newestMillis;

    /**
     * @param window how long a payment is remembered after its last event; a later repeat counts as
     *     a new event
     * @param maxPayments the most payments; the one with the oldest last event is evicted first
     * @param evicted receives each payment that is evicted or has moved to another order
     */
    public Ledger(Duration window, int maxPayments, Consumer<PaymentView> evicted) {
        this.windowMillis = window.toMillis();
        this.maxPayments = maxPayments;
        this.evicted = evicted;
    }

    private record Key(String merchantCode, String paymentId) {}

    private record Remembered(PaymentState state, PaymentView view, long lastEventAtMillis) {}

    /**
     * Merges an event.
     *
     * @return the change, or empty if clients see none
     */
    public Optional<Change> apply(PaymentEvent event) {
        var key = new Key(event.merchantCode(), event.payment().paymentId());
        long atMillis = event.receivedAt().toEpochMilli();
        newestMillis = Math.max(newestMillis, atMillis);
        var known = payments.get(key);
        var state = PaymentState.merge(known == null ? null : known.state(), event);
        var view = state.view();
        payments.put(key, new Remembered(state, view, newestMillis));
        if (known != null
                && !Objects.equals(known.view().orderReference(), view.orderReference())) {
            evicted.accept(known.view());
        }
        evict();
        boolean changed = known == null || !known.view().equals(view);
        return changed ? Optional.of(new Change(view, known == null)) : Optional.empty();
    }

    /** The number of payments. */
    public int size() {
        return payments.size();
    }

    private void evict() {
        var eldest = payments.entrySet().iterator();
        while (eldest.hasNext()) {
            var known = eldest.next().getValue();
            boolean old = known.lastEventAtMillis() < newestMillis - windowMillis;
            if (!old && payments.size() <= maxPayments) {
                return;
            }
            eldest.remove();
            evicted.accept(known.view());
        }
    }
}
