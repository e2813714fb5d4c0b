package io.paycast.gateway.replay;

import io.paycast.net.ClientNetwork;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which replay runs next. Networks take turns, and within a network the clients do, so that
 * one client that asks for many replays delays only itself. A client has one replay running, and a
 * network a limited number.
 *
 * <p>What waits is bounded by the open sockets: a replay leaves the queue when its socket closes.
 * Finding the next replay skips at most as many networks and clients as have replays running.
 *
 * <p>Not thread-safe.
 *
 * @param <J> a replay
 */
final class ReplayQueue<J> {

    private final ReplayLimits limits;
    private final LinkedHashMap<ClientNetwork, LinkedHashMap<ReplayOwner, ArrayDeque<J>>> networks =
            new LinkedHashMap<>();
    private final Map<ClientNetwork, Integer> runningByNetwork = new HashMap<>();
    private final Set<ReplayOwner.Identity> running = new HashSet<>();
    private int runningCount;
    private int waitingCount;

    ReplayQueue(ReplayLimits limits) {
        this.limits = limits;
    }

    /** Queues a replay. */
    void add(ReplayOwner owner, J job) {
        networks.computeIfAbsent(owner.network(), network -> new LinkedHashMap<>())
                .computeIfAbsent(owner, same -> new ArrayDeque<>())
                .add(job);
        waitingCount++;
    }

    /** Removes a waiting replay; returns false if it does not wait. */
    boolean remove(ReplayOwner owner, J job) {
        var owners = networks.get(owner.network());
        var jobs = owners == null ? null : owners.get(owner);
        if (owners == null || jobs == null || !jobs.remove(job)) {
            return false;
        }
        waitingCount--;
        if (jobs.isEmpty()) {
            owners.remove(owner);
            if (owners.isEmpty()) {
                networks.remove(owner.network());
            }
        }
        return true;
    }

    /** Takes the next replay that may run, which counts as running; null if there is none. */
    @Nullable J next() {
        if (runningCount >= limits.maxConcurrent()) {
            return null;
        }
        for (var entry : networks.entrySet()) {
            int ofNetwork = runningByNetwork.getOrDefault(entry.getKey(), 0);
            if (ofNetwork < limits.maxConcurrentPerNetwork()) {
                var owner = nextOwner(entry.getValue());
                if (owner != null) {
                    return take(owner);
                }
            }
        }
        return null;
    }

    /** Whether a replay waits that could run if the one of this client had ended. */
    boolean isPlaceWanted(ReplayOwner holder) {
        for (var entry : networks.entrySet()) {
            int ofNetwork = runningByNetwork.getOrDefault(entry.getKey(), 0);
            int others = entry.getKey().equals(holder.network()) ? ofNetwork - 1 : ofNetwork;
            if (others < limits.maxConcurrentPerNetwork()
                    && entry.getValue().keySet().stream()
                            .anyMatch(owner -> isFree(owner, holder))) {
                return true;
            }
        }
        return false;
    }

    private boolean isFree(ReplayOwner owner, ReplayOwner holder) {
        return owner.identity().equals(holder.identity()) || !running.contains(owner.identity());
    }

    /** Notes that a replay has ended. */
    void finished(ReplayOwner owner) {
        runningCount--;
        running.remove(owner.identity());
        runningByNetwork.computeIfPresent(
                owner.network(), (network, count) -> count == 1 ? null : count - 1);
    }

    int running() {
        return runningCount;
    }

    int waiting() {
        return waitingCount;
    }

    private @Nullable ReplayOwner nextOwner(Map<ReplayOwner, ArrayDeque<J>> owners) {
        for (var owner : owners.keySet()) {
            if (!running.contains(owner.identity())) {
                return owner;
            }
        }
        return null;
    }

    /** Takes the first replay of a client, which then queues behind the others with the rest. */
    private J take(ReplayOwner owner) {
        var owners = Objects.requireNonNull(networks.remove(owner.network()));
        var jobs = Objects.requireNonNull(owners.remove(owner));
        var job = jobs.remove();
        if (!jobs.isEmpty()) {
            owners.put(owner, jobs);
        }
        if (!owners.isEmpty()) {
            networks.put(owner.network(), owners);
        }
        waitingCount--;
        runningCount++;
        running.add(owner.identity());
        runningByNetwork.merge(owner.network(), 1, Integer::sum);
        return job;
    }
}
