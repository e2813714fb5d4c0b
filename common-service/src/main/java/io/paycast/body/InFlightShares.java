package io.paycast.body;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Divides an {@link InFlightLimit} among clients, so that one client cannot take all of it from the
 * others. It remembers only clients that have a request in flight. Thread-safe.
 *
 * @param <K> identifies a client, such as its network or its subject
 */
public final class InFlightShares<K> {

    /** Replaced at each change, within the map. */
    private record Share(InFlightLimit limit, int users) {
        Share withUsers(int users) {
            return new Share(limit, users);
        }
    }

    private final InFlightLimit whole;
    private final int divisor;
    private final ConcurrentMap<K, Share> shares = new ConcurrentHashMap<>();

    /**
     * @param whole the limit of all clients
     * @param divisor one client has at most this part of the limit
     */
    public InFlightShares(InFlightLimit whole, int divisor) {
        this.whole = whole;
        this.divisor = divisor;
    }

    /** Returns the limit of all clients. */
    public InFlightLimit whole() {
        return whole;
    }

    /** Returns the limit of one client, until as many calls of {@link #release}. */
    InFlightLimit acquire(K client) {
        var share =
                shares.compute(
                        client,
                        (_, old) ->
                                old == null
                                        ? new Share(whole.share(divisor), 1)
                                        : old.withUsers(old.users() + 1));
        return share.limit();
    }

    void release(K client) {
        shares.computeIfPresent(client, (_, old) -> lessOne(old));
    }

    /** Returns the number of clients that have a request in flight. */
    public int clients() {
        return shares.size();
    }

    private static @Nullable Share lessOne(Share share) {
        return share.users() == 1 ? null : share.withUsers(share.users() - 1);
    }
}
