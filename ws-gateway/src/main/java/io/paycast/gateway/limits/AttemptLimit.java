package io.paycast.gateway.limits;

import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * Limits how often the clients of one address attempt to connect, with a token bucket for each
 * address: a minute's attempts at once, and then as many as a minute refills. A bucket is one
 * number, however large the limit is. Thread-safe.
 */
public final class AttemptLimit {

    /** The most addresses that are remembered. */
    static final int MAX_ADDRESSES = 20_000;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final long nanosPerAttempt;
    private final LongSupplier nanoClock;

    /** When each bucket is full again. A full one says nothing, and may be removed. */
    private final ConcurrentMap<ClientNetwork, Long> fullAt = new ConcurrentHashMap<>();

    /**
     * @param perMinute the attempts of one address in a minute, 1 or more
     * @param nanoClock a monotonic clock, in nanoseconds
     */
    public AttemptLimit(int perMinute, LongSupplier nanoClock) {
        this.perMinute = perMinute;
        this.nanosPerAttempt = MINUTE_NANOS / perMinute;
        this.nanoClock = nanoClock;
    }

    /** The attempts of one address in a minute. */
    public int perMinute() {
        return perMinute;
    }

    /**
     * Counts an attempt if the limit allows it.
     *
     * @return how long the next attempt has to wait; zero if this one was counted
     */
    public Duration tryAcquire(InetAddress address) {
        long now = nanoClock.getAsLong();
        long[] wait = new long[1];
        fullAt.compute(
                ClientNetwork.of(address),
                (_, known) -> {
                    long before = known == null || known - now < 0 ? now : known;
                    long after = before + nanosPerAttempt;
                    wait[0] = after - now - MINUTE_NANOS;
                    return wait[0] > 0 ? known : Long.valueOf(after);
                });
        if (fullAt.size() > MAX_ADDRESSES) {
            removeFull(now);
        }
        return wait[0] > 0 ? Duration.ofNanos(wait[0]) : Duration.ZERO;
    }

    /** The number of addresses that are remembered. */
    int addresses() {
        return fullAt.size();
    }

    /** If that is not enough, all addresses start over: only many attackers at once cause it. */
    private void removeFull(long now) {
        fullAt.values().removeIf(full -> full - now <= 0);
        if (fullAt.size() > MAX_ADDRESSES) {
            fullAt.clear();
        }
    }
}
