package io.paycast.auth.tokens;

import io.paycast.limits.SlidingWindows;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Limits the refreshes and logouts of one {@link ClientNetwork} per minute. Refused requests do not
 * count. Thread-safe.
 */
public final class RefreshLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_CLIENTS = 100_000;

    private final SlidingWindows<ClientNetwork> perClient;
    private final InstantSource clock;

    /**
     * @param clock a steady clock: a step of the time of day must lengthen no wait
     */
    public RefreshLimit(int perMinute, InstantSource clock) {
        this.perClient = new SlidingWindows<>(perMinute, WINDOW, MAX_CLIENTS);
        this.clock = clock;
    }

    /** Counts a request if the limit allows it; otherwise returns how long the client must wait. */
    synchronized Optional<Duration> tryAcquire(InetAddress address) {
        long nowMillis = clock.millis();
        var client = ClientNetwork.of(address);
        return perClient.tryAcquire(client, nowMillis)
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(perClient.waitMillis(client, nowMillis)));
    }
}
