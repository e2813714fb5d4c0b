package io.paycast.gateway.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that all clients of this gateway share, in bytes. One subject holds at most a quarter of
 * it, so that one client never costs the others their share. Thread-safe.
 */
public final class MemoryBudget {

    private static final int SHARES = 4;

    private final long maxBytes;
    private final AtomicLong held = new AtomicLong();

    /**
     * @param maxBytes what all subjects together may hold
     */
    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds bytes to what a subject holds; returns false, and adds none, beyond a limit. */
    boolean tryAdd(AtomicLong ofSubject, long bytes) {
        if (ofSubject.addAndGet(bytes) <= maxBytes / SHARES) {
            if (held.addAndGet(bytes) <= maxBytes) {
                return true;
            }
            held.addAndGet(-bytes);
        }
        ofSubject.addAndGet(-bytes);
        return false;
    }

    /** Takes bytes from what a subject holds. */
    void remove(AtomicLong ofSubject, long bytes) {
        ofSubject.addAndGet(-bytes);
        held.addAndGet(-bytes);
    }

    /** What all subjects hold. */
    public long held() {
        return held.get();
    }

    /** What all subjects together may hold. */
    public long max() {
        return maxBytes;
    }
}
