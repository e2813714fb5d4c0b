package io.paycast.gateway.limits;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Limits what the sockets of one subject hold on this gateway: how many they are, the names of
 * orders and payments that select their updates, and their buffers. The orders of tokens have a
 * memory of their own, so that no filter keeps a customer from its orders. Thread-safe.
 */
public final class SubjectLimits {

    private final int maxUserSockets;
    private final int maxCustomerSockets;
    private final MemoryBudget orders;
    private final MemoryBudget filters;
    private final MemoryBudget buffers;
    private final ConcurrentMap<String, Integer> socketsBySubject = new ConcurrentHashMap<>();

    /**
     * @param maxUserSockets the most sockets of one user
     * @param maxCustomerSockets the most sockets of one customer
     * @param orders the memory for the orders in customers' tokens
     * @param filters the memory for the other names in filters
     * @param buffers the memory for unfinished messages and for replies that clients do not read
     */
    public SubjectLimits(
            int maxUserSockets,
            int maxCustomerSockets,
            MemoryBudget orders,
            MemoryBudget filters,
            MemoryBudget buffers) {
        this.maxUserSockets = maxUserSockets;
        this.maxCustomerSockets = maxCustomerSockets;
        this.orders = orders;
        this.filters = filters;
        this.buffers = buffers;
    }

    /** The result of {@link #tryAcquire}. */
    public sealed interface Place {

        /** The socket has a place. Release it with {@link Allowance#release}. */
        record Taken(Allowance allowance) implements Place {}

        /** The subject has reached its limit. */
        record TooMany(int limit) implements Place {}
    }

    /**
     * Takes a place for a socket of this subject.
     *
     * @param customer whether the token is a customer's
     * @param address the client's address
     */
    public Place tryAcquire(String subject, boolean customer, InetAddress address) {
        int limit = customer ? maxCustomerSockets : maxUserSockets;
        boolean[] taken = new boolean[1];
        socketsBySubject.compute(
                subject,
                (_, count) -> {
                    int before = count == null ? 0 : count;
                    taken[0] = before < limit;
                    return taken[0] ? Integer.valueOf(before + 1) : count;
                });
        return taken[0]
                ? new Place.Taken(new Allowance(address, this, subject))
                : new Place.TooMany(limit);
    }

    /** Releases the place of a socket that holds nothing else. */
    void release(String subject) {
        socketsBySubject.computeIfPresent(subject, (_, count) -> oneLess(count));
    }

    private static @Nullable Integer oneLess(int count) {
        return count == 1 ? null : Integer.valueOf(count - 1);
    }

    /** The most sockets of one user. */
    public int maxUserSockets() {
        return maxUserSockets;
    }

    /** The most sockets of one customer. */
    public int maxCustomerSockets() {
        return maxCustomerSockets;
    }

    /** The number of sockets of the subject that has the most. */
    public int socketsOfBusiestSubject() {
        return socketsBySubject.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The memory for the orders in customers' tokens. */
    public MemoryBudget orders() {
        return orders;
    }

    /** The memory for the other names in filters. */
    public MemoryBudget filters() {
        return filters;
    }

    /** The memory for unfinished messages and for replies that clients do not read. */
    public MemoryBudget buffers() {
        return buffers;
    }
}
