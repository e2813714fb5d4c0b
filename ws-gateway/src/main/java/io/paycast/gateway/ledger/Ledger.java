package io.paycast.gateway.ledger;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentState;
import io.paycast.events.PaymentView;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Holds the states of recent payments, and decides which events are news.
 *
 * <p>A payment is evicted some time after its last event was read, by this process's own clock. The
 * times in events are of other machines' clocks: one that is fast would evict everyone's payments.
 *
 * <p>Confined to the feed's thread.
 */
public final class Ledger {

    private final long memoryNanos;
    private final int maxPayments;
    private final LongSupplier nanoTime;
    private final Consumer<PaymentView> evicted;
    private final LinkedHashMap<Key, Held> payments = new LinkedHashMap<>(1024, 0.75f, true);

    /**
     * @param memory how long a payment is held after its last event was read; a later repeat is
     *     shown as new
     * @param maxPayments the most payments held; beyond that, the one whose last event was read
     *     first is evicted
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime()}
     * @param evicted called with each payment that is no longer held, and with one that no longer
     *     belongs to all of its orders
     */
    public Ledger(
            Duration memory,
            int maxPayments,
            LongSupplier nanoTime,
            Consumer<PaymentView> evicted) {
        this.memoryNanos = memory.toNanos();
        this.maxPayments = maxPayments;
        this.nanoTime = nanoTime;
        this.evicted = evicted;
    }

    private record Key(String merchantCode, String paymentId) {}

    private record Held(PaymentState state, PaymentView view, long readAtNanos) {}

    /**
     * Merges an event.
     *
     * @return empty if it changes nothing that clients see
     */
    public Optional<Change> apply(PaymentEvent event) {
        var key = new Key(event.merchantCode(), event.payment().paymentId());
        long nowNanos = nanoTime.getAsLong();
        evictUntil(nowNanos);
        var known = payments.get(key);
        var state = PaymentState.merge(known == null ? null : known.state(), event);
        var view = state.view();
        payments.put(key, new Held(state, view, nowNanos));
        if (payments.size() > maxPayments) {
            evictEldest();
        }
        if (known == null) {
            return Optional.of(new Change(view, true, state.corrected()));
        }
        if (known.view().equals(view)) {
            return Optional.empty();
        }
        if (hasLeftAnOrder(known.view(), view)) {
            evicted.accept(known.view());
        }
        return Optional.of(new Change(view, false, state.corrected()));
    }

    /** The number of payments held. */
    public int size() {
        return payments.size();
    }

    /** Whether the payment of an event is held. */
    public boolean holds(PaymentEvent event) {
        return payments.containsKey(new Key(event.merchantCode(), event.payment().paymentId()));
    }

    private static boolean hasLeftAnOrder(PaymentView before, PaymentView after) {
        return !before.orderReferences().equals(after.orderReferences())
                && !new HashSet<>(after.orderReferences()).containsAll(before.orderReferences());
    }

    private void evictUntil(long nowNanos) {
        while (!payments.isEmpty()
                && nowNanos - payments.firstEntry().getValue().readAtNanos() > memoryNanos) {
            evictEldest();
        }
    }

    /** Evicts the payment whose last event was read first; one must be held. */
    public void evictEldest() {
        evicted.accept(payments.pollFirstEntry().getValue().view());
    }
}
