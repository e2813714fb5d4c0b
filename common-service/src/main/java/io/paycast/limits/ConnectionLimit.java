package io.paycast.limits;

import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Limits the connections of a server and of each client address. Thread-safe. */
public final class ConnectionLimit {

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<ClientNetwork, Integer> openByAddress = new ConcurrentHashMap<>();

    /**
     * @param max the most connections
     * @param maxPerAddress the most connections of one client address
     */
    public ConnectionLimit(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** The result of {@link #tryAcquire}. */
    public sealed interface Place {

        /** The connection has a place. Release it with {@link #release}. */
        record Taken() implements Place {}

        /** The server is full. */
        record Full() implements Place {}

        /** The address has reached its limit. */
        record TooManyOfAddress(int limit) implements Place {}
    }

    /** Takes a place for a connection from this address. */
    public Place tryAcquire(InetAddress address) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return new Place.Full();
        }
        boolean[] taken = new boolean[1];
        openByAddress.compute(
                ClientNetwork.of(address),
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

    /** Releases a place. */
    public void release(InetAddress address) {
        openByAddress.computeIfPresent(ClientNetwork.of(address), (key, count) -> oneLess(count));
        open.decrementAndGet(); // last: who sees that nothing is open finds room
    }

    /** The most connections in all. */
    public int max() {
        return max;
    }

    /** The most connections of one client address. */
    public int maxPerAddress() {
        return maxPerAddress;
    }

    /** The number of open connections. */
    public int open() {
        return open.get();
    }

    /** The number of connections of the address that has the most. */
    public int openOfBusiestAddress() {
        return openByAddress.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private static @Nullable Integer oneLess(int count) {
        return count == 1 ? null : Integer.valueOf(count - 1);
    }
}
