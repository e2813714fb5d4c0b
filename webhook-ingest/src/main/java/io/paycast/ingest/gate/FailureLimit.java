package io.paycast.ingest.gate;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts wrong secrets by client address and says when there were too many of them. Thread-safe;
 * the memory it takes is bounded, the address that failed longest ago is forgotten first.
 *
 * <p>An IPv6 client is its /64, because it can choose the rest.
 */
final class FailureLimit {

    private static final int IPV6_NETWORK_BYTES = 8;

    private final RateLimiterConfig config;
    private final int maxAddresses;
    private final LongSupplier nanoClock;
    private final Map<String, AtomicRateLimiter> byAddress =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, AtomicRateLimiter> eldest) {
                    return size() > maxAddresses;
                }
            };

    FailureLimit(FailureSettings settings, LongSupplier nanoClock) {
        this.config =
                RateLimiterConfig.custom()
                        .limitForPeriod(settings.limit())
                        .limitRefreshPeriod(settings.period())
                        .timeoutDuration(Duration.ZERO)
                        .build();
        this.maxAddresses = settings.maxAddresses();
        this.nanoClock = nanoClock;
    }

    /** Counts one more wrong secret; zero if that is still allowed, else how long to wait. */
    Duration countFailure(InetAddress client) {
        var limiter = limiterOf(client);
        if (limiter.acquirePermission()) {
            return Duration.ZERO;
        }
        return Duration.ofNanos(Math.max(1, limiter.getDetailedMetrics().getNanosToWait()));
    }

    int size() {
        synchronized (byAddress) {
            return byAddress.size();
        }
    }

    private AtomicRateLimiter limiterOf(InetAddress client) {
        synchronized (byAddress) {
            return byAddress.computeIfAbsent(
                    networkOf(client),
                    network -> new AtomicRateLimiter(network, config, nanoClock::getAsLong));
        }
    }

    private static String networkOf(InetAddress client) {
        var bytes = client.getAddress();
        return HexFormat.of()
                .formatHex(
                        client instanceof Inet6Address
                                ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES)
                                : bytes);
    }
}
