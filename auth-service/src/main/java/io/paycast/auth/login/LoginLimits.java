package io.paycast.auth.login;

import io.paycast.auth.users.Username;
import io.paycast.limits.SlidingWindows;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Limits login attempts per minute: per client and username, and per client over all usernames. A
 * client is a {@link ClientNetwork}. Refused attempts do not count. Thread-safe.
 */
public final class LoginLimits {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_KEYS = 100_000;

    private record Key(ClientNetwork client, String username) {}

    private final InstantSource clock;
    private final SlidingWindows<Key> perUsername;
    private final SlidingWindows<ClientNetwork> perClient;

    /**
     * @param perUsernamePerMinute attempts with one username from one client
     * @param perClientPerMinute attempts with any username from one client
     */
    public LoginLimits(int perUsernamePerMinute, int perClientPerMinute, InstantSource clock) {
        this.clock = clock;
        this.perUsername = new SlidingWindows<>(perUsernamePerMinute, WINDOW, MAX_KEYS);
        this.perClient = new SlidingWindows<>(perClientPerMinute, WINDOW, MAX_KEYS);
    }

    /**
     * Counts an attempt if both limits allow it; otherwise returns how long the client has to wait.
     *
     * @param username empty if it is invalid; all invalid usernames count together
     */
    synchronized Optional<Duration> tryAcquire(InetAddress address, Optional<Username> username) {
        long nowMillis = clock.millis();
        var client = ClientNetwork.of(address);
        var key = new Key(client, username.map(Username::text).orElse(""));
        long waitMillis =
                Math.max(
                        perUsername.waitMillis(key, nowMillis),
                        perClient.waitMillis(client, nowMillis));
        if (waitMillis > 0) {
            return Optional.of(Duration.ofMillis(waitMillis));
        }
        perUsername.tryAcquire(key, nowMillis);
        perClient.tryAcquire(client, nowMillis);
        return Optional.empty();
    }
}
