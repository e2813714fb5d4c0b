package io.paycast.auth.login;

import io.paycast.auth.users.Username;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How often a login may be tried: per client and name, and per client over all names. What is
 * refused is not counted. A client is an IPv4 address, or the /64 that an IPv6 customer has to
 * itself.
 */
public final class LoginLimits {

    private static final int MAX_KEYS = 100_000;

    private record Key(String client, String name) {}

    private final InstantSource clock;
    private final AttemptLimit<Key> perName;
    private final AttemptLimit<String> perClient;

    /**
     * @param perNamePerMinute attempts on one name from one client
     * @param perClientPerMinute attempts on any names from one client
     */
    public LoginLimits(int perNamePerMinute, int perClientPerMinute, InstantSource clock) {
        this.clock = clock;
        this.perName = new AttemptLimit<>(perNamePerMinute, MAX_KEYS);
        this.perClient = new AttemptLimit<>(perClientPerMinute, MAX_KEYS);
    }

    /** Counts an attempt; or, where it is one too many, says how long to wait. */
    synchronized Optional<Duration> tryAcquire(InetAddress address, Optional<Username> name) {
        long nowMillis = clock.millis();
        var client = clientOf(address);
        var key = new Key(client, name.map(Username::text).orElse(""));
        long wait =
                Math.max(
                        perName.waitMillis(key, nowMillis),
                        perClient.waitMillis(client, nowMillis));
        if (wait > 0) {
            return Optional.of(Duration.ofMillis(wait));
        }
        perName.add(key, nowMillis);
        perClient.add(client, nowMillis);
        return Optional.empty();
    }

    private static String clientOf(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)) + "/64"
                : address.getHostAddress();
    }
}
