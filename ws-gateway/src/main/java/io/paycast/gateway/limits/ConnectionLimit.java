package io.paycast.gateway.limits;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections, in all and by client address, and refuses those over the limit. Thread-safe.
 */
public final class ConnectionLimit {

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();

    /**
     * @param max connections in all
     * @param maxPerAddress connections of one client address
     */
    public ConnectionLimit(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** What became of a request for a place. */
    public sealed interface Place {

        /** A place to give back with {@link #leave}. */
        record Taken() implements Place {}

        /** No place is left at all. */
        record Full() implements Place {}

        /** This address has as many as it may. */
        record TooManyOfAddress(int limit) implements Place {}
    }

    /** Asks for a place. */
    public Place enter(InetAddress address) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return new Place.Full();
        }
        boolean[] taken = new boolean[1];
        openByAddress.compute(
                address,
                (key, count) -> {
                    int before = count == null ? 0 : count;
                    taken[0] = before < maxPerAddress;
                    return taken[0] ? Integer.valueOf(before + 1) : count;
                });
        if (!taken[0]) {
            open.decrementAndGet();
            return new Place.TooManyOfAddress(maxPerAddress);
        }
        return new Place.Taken();
    }

    /** Gives a place back. */
    public void leave(InetAddress address) {
        open.decrementAndGet();
        openByAddress.computeIfPresent(address, (key, count) -> oneLess(count));
    }

    /** The most connections in all. */
    public int max() {
        return max;
    }

    /** The most connections of one client address. */
    public int maxPerAddress() {
        return maxPerAddress;
    }

    /** How many places are taken. */
    public int open() {
        return open.get();
    }

    /** How many the address has that has the most. */
    public int openOfBusiestAddress() {
        return openByAddress.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static @Nullable Integer oneLess(int count) {
        return count == 1 ? null : Integer.valueOf(count - 1);
    }
}
