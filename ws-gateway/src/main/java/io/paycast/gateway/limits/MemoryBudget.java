package io.paycast.gateway.limits;

import io.paycast.net.ClientNetwork;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory that all clients of this gateway share, in bytes. One client network holds at most a
 * quarter of it, and one subject a seventh. Both shares are of what the others have left, so that
 * several networks that take all they can leave some for another. Thread-safe.
 */
public final class MemoryBudget {

    private final long maxBytes;

    // guarded by this; only those that hold something
    private final Map<String, Long> heldBySubject = new HashMap<>();
    private final Map<ClientNetwork, Long> heldByNetwork = new HashMap<>();
    private long held;

    /**
     * @param maxBytes what all clients together may hold
     */
    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds bytes to what a subject holds; returns false, and adds none, beyond its share. */
    synchronized boolean tryAdd(String subject, ClientNetwork network, long bytes) {
        long ofSubject = heldBySubject.getOrDefault(subject, 0L) + bytes;
        long ofNetwork = heldByNetwork.getOrDefault(network, 0L) + bytes;
        long left = maxBytes - held - bytes;
        if (ofSubject + ofNetwork > left / 3) {
            return false;
        }
        heldBySubject.put(subject, ofSubject);
        heldByNetwork.put(network, ofNetwork);
        held += bytes;
        return true;
    }

    /** Takes bytes from what a subject holds. */
    synchronized void remove(String subject, ClientNetwork network, long bytes) {
        subtract(heldBySubject, subject, bytes);
        subtract(heldByNetwork, network, bytes);
        held -= bytes;
    }

    private static <K> void subtract(Map<K, Long> from, K key, long bytes) {
        long rest = from.getOrDefault(key, 0L) - bytes;
        if (rest > 0) {
            from.put(key, rest);
        } else {
            from.remove(key);
        }
    }

    /** What all clients hold. */
    public synchronized long held() {
        return held;
    }

    /** What all clients together may hold. */
    public long max() {
        return maxBytes;
    }
}
