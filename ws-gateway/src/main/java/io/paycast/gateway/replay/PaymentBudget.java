package io.paycast.gateway.replay;

import java.util.concurrent.atomic.AtomicInteger;

/** Limits how many payments all replays together remember. Thread-safe. */
final class PaymentBudget {

    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    PaymentBudget(int max) {
        this.max = max;
    }

    /** Takes a place for one payment; returns false if there is none. */
    boolean tryTake() {
        if (taken.incrementAndGet() > max) {
            taken.decrementAndGet();
            return false;
        }
        return true;
    }

    void release(int payments) {
        taken.addAndGet(-payments);
    }

    /** How many places are taken. */
    int taken() {
        return taken.get();
    }
}
