package io.paycast.gateway.limits;

import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The active bans. A ban applies to one user at one address, so that other users behind the same
 * address are not affected. Thread-safe.
 */
public final class Bans {

    private final Duration length;
    private final InstantSource clock;
    private final Map<Banned, Instant> until = new ConcurrentHashMap<>();

    private volatile Runnable onBan = () -> {};

    private record Banned(String subject, ClientNetwork client) {}

    /** Creates bans of this length. */
    public Bans(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    /** How long a ban lasts. */
    public Duration length() {
        return length;
    }

    /**
     * Sets what runs when a user is banned, such as closing the user's other sockets. It does not
     * run again while the ban lasts: thousands of sockets of one user may exceed the limit at once.
     */
    public void onBan(Runnable action) {
        onBan = action;
    }

    /** Bans a user at an address from now on. */
    public void ban(String subject, InetAddress address) {
        var now = clock.instant();
        until.values().removeIf(end -> !end.isAfter(now));
        var before = until.put(new Banned(subject, ClientNetwork.of(address)), now.plus(length));
        if (before == null) {
            onBan.run();
        }
    }

    /** The rest of the ban; zero if there is none. */
    public Duration remaining(String subject, InetAddress address) {
        var end = until.get(new Banned(subject, ClientNetwork.of(address)));
        var now = clock.instant();
        return end == null || !end.isAfter(now) ? Duration.ZERO : Duration.between(now, end);
    }

    /** The number of active bans. */
    public long count() {
        var now = clock.instant();
        return until.values().stream().filter(end -> end.isAfter(now)).count();
    }
}
