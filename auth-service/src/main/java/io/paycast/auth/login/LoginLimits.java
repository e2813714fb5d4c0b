package io.paycast.auth.login;

import io.paycast.auth.users.Username;
import io.paycast.limits.SlidingWindows;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits login attempts per minute: per client and username, per client over all usernames, and per
 * username over all clients. A client is a {@link ClientNetwork}. Refused attempts do not count.
 * Thread-safe.
 *
 * <p>The limit per username applies only to clients from which that user has not logged in before,
 * so that strangers can use it up without locking the user out.
 */
public final class LoginLimits {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_KEYS = 100_000;

    private record Key(ClientNetwork client, String username) {}

    private final InstantSource clock;
    private final SlidingWindows<Key> perClientAndUsername;
    private final SlidingWindows<ClientNetwork> perClient;
    private final SlidingWindows<String> perUsername;

    /** The clients from which users have logged in, the one used longest ago first. */
    private final LinkedHashMap<Key, Boolean> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Boolean> eldest) {
                    return size() > MAX_KEYS;
                }
            };

    /**
     * The limits, in attempts per minute.
     *
     * @param perClientAndUsername attempts with one username from one client
     * @param perClient attempts with any username from one client
     * @param perUsername attempts with one username from all clients that are new to that user
     */
    public record PerMinute(int perClientAndUsername, int perClient, int perUsername) {}

    /**
     * @param clock a steady clock: a step of the time of day must lengthen no wait
     */
    public LoginLimits(PerMinute limits, InstantSource clock) {
        this.clock = clock;
        this.perClientAndUsername =
                new SlidingWindows<>(limits.perClientAndUsername(), WINDOW, MAX_KEYS);
        this.perClient = new SlidingWindows<>(limits.perClient(), WINDOW, MAX_KEYS);
        this.perUsername = new SlidingWindows<>(limits.perUsername(), WINDOW, MAX_KEYS);
    }

    /**
     * Counts an attempt if all limits allow it; otherwise returns how long the client has to wait.
     *
     * @param username empty if it is invalid; all invalid usernames of a client count together
     */
    synchronized Optional<Duration> tryAcquire(InetAddress address, Optional<Username> username) {
        long nowMillis = clock.millis();
        var client = ClientNetwork.of(address);
        var name = username.map(Username::text).orElse("");
        var key = new Key(client, name);
        boolean isNewClient = !name.isEmpty() && known.get(key) == null;
        long waitMillis =
                Math.max(
                        perClientAndUsername.waitMillis(key, nowMillis),
                        perClient.waitMillis(client, nowMillis));
        if (isNewClient) {
            waitMillis = Math.max(waitMillis, perUsername.waitMillis(name, nowMillis));
        }
        if (waitMillis > 0) {
            return Optional.of(Duration.ofMillis(waitMillis));
        }
        perClientAndUsername.tryAcquire(key, nowMillis);
        perClient.tryAcquire(client, nowMillis);
        if (isNewClient) {
            perUsername.tryAcquire(name, nowMillis);
        }
        return Optional.empty();
    }

    /** Remembers that the user has logged in from this client. */
    synchronized void succeeded(InetAddress address, Username username) {
        known.put(new Key(ClientNetwork.of(address), username.text()), true);
    }
}
