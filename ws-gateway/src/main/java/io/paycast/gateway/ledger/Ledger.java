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
 * The states of the payments that were heard of within the window, and so the judge of what is
 * news.
 *
 * <p>Time is the events' own, not the clock's, so that a gateway that reads the same records later
 * comes to the same answers. Confined to the feed's thread.
 */
public final class Ledger {

    private final long windowMillis;
    private final int maxPayments;
    private final Consumer<PaymentView> evicted;
    private final LinkedHashMap<Key, Remembered> payments = new LinkedHashMap<>(1024, 0.75f, true);
    private long newestMillis;

    /**
     * @param window how long a payment is remembered after it was last heard of; repeats that come
     *     later than that are taken for news
     * @param maxPayments how many are remembered at most; the one heard of longest ago goes first
     * @param evicted is told of each payment that is remembered no longer, or not under that order
     */
    public Ledger(Duration window, int maxPayments, Consumer<PaymentView> evicted) {
        this.windowMillis = window.toMillis();
        this.maxPayments = maxPayments;
        this.evicted = evicted;
    }

    private record Key(String merchantCode, String paymentId) {}

    private record Remembered(PaymentState state, PaymentView view, long lastEventAtMillis) {}

    /**
     * Takes in an event.
     *
     * @return empty if it changes nothing that clients see
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
        boolean news = known == null || !known.view().equals(view);
        return news ? Optional.of(new Change(view, known == null)) : Optional.empty();
    }

    /** How many payments are remembered. */
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
