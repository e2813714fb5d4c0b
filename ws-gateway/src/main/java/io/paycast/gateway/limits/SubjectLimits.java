package io.paycast.gateway.limits;

import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Limits what the sockets of one subject hold on this gateway: how many they are, the names of
 * orders and payments that select their updates, and their buffers. Thread-safe.
 */
public final class SubjectLimits {

    private final int maxUserSockets;
    private final int maxCustomerSockets;
    private final MemoryBudget names;
    private final MemoryBudget buffers;
    private final ConcurrentMap<String, Holdings> subjects = new ConcurrentHashMap<>();

    /**
     * @param maxUserSockets the most sockets of one user
     * @param maxCustomerSockets the most sockets of one customer
     * @param names the memory for the names in tokens and filters
     * @param buffers the memory for unfinished messages and for replies that clients do not read
     */
    public SubjectLimits(
            int maxUserSockets, int maxCustomerSockets, MemoryBudget names, MemoryBudget buffers) {
        this.maxUserSockets = maxUserSockets;
        this.maxCustomerSockets = maxCustomerSockets;
        this.names = names;
        this.buffers = buffers;
    }

    /** What the sockets of one subject hold. */
    static final class Holdings {
        final AtomicLong nameBytes = new AtomicLong();
        final AtomicLong bufferBytes = new AtomicLong();

        /** Changed only while the map updates this subject. */
        final AtomicInteger sockets = new AtomicInteger();
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
        var holdings =
                Objects.requireNonNull(
                        subjects.compute(
                                subject,
                                (_, known) -> {
                                    var held = known == null ? new Holdings() : known;
                                    taken[0] = held.sockets.get() < limit;
                                    if (taken[0]) {
                                        held.sockets.incrementAndGet();
                                    }
                                    return held;
                                }));
        return taken[0]
                ? new Place.Taken(new Allowance(address, this, subject, holdings))
                : new Place.TooMany(limit);
    }

    /** Releases the place of a socket that holds nothing else. */
    void release(String subject) {
        subjects.computeIfPresent(subject, (_, held) -> oneLess(held));
    }

    private static @Nullable Holdings oneLess(Holdings held) {
        return held.sockets.decrementAndGet() == 0 ? null : held;
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
        return subjects.values().stream().mapToInt(held -> held.sockets.get()).max().orElse(0);
    }

    /** The memory for the names in tokens and filters. */
    public MemoryBudget names() {
        return names;
    }

    /** The memory for unfinished messages and for replies that clients do not read. */
    public MemoryBudget buffers() {
        return buffers;
    }
}
