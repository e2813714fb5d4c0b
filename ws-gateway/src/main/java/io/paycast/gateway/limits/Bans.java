package io.paycast.gateway.limits;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who must stay out for a while: one subject at one address, so that the others behind the same
 * address are not punished with it. Thread-safe.
 */
public final class Bans {

    private final Duration length;
    private final InstantSource clock;
    private final Map<Banned, Instant> until = new ConcurrentHashMap<>();

    private record Banned(String subject, InetAddress address) {}

    /** Bans of this length. */
    public Bans(Duration length, InstantSource clock) {
        this.length = length;
        this.clock = clock;
    }

    /** How long a ban lasts. */
    public Duration length() {
        return length;
    }

    /** Keeps a subject at an address out from now on. */
    public void ban(String subject, InetAddress address) {
        var now = clock.instant();
        until.values().removeIf(end -> !end.isAfter(now));
        until.put(new Banned(subject, address), now.plus(length));
    }

    /** How much longer it must stay out; zero if it may come in. */
    public Duration remaining(String subject, InetAddress address) {
        var end = until.get(new Banned(subject, address));
        var now = clock.instant();
        return end == null || !end.isAfter(now) ? Duration.ZERO : Duration.between(now, end);
    }

    /** How many stay out just now. */
    public long count() {
        var now = clock.instant();
        return until.values().stream().filter(end -> end.isAfter(now)).count();
    }
}
