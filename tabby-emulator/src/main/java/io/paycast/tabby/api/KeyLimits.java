package io.paycast.tabby.api;

import io.paycast.limits.SlidingWindows;
import io.paycast.tabby.model.ApiKey;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Tabby's limits per key: 200 sessions in 10 s and 100 other requests a second with a live key, 10
 * sessions in 10 s and 50 other requests a second with a test key. Thread-safe.
 */
final class KeyLimits {

    private static final int MAX_KEYS = 10_000;
    private static final Duration SESSIONS_WINDOW = Duration.ofSeconds(10);
    private static final Duration OTHERS_WINDOW = Duration.ofSeconds(1);

    private final LongSupplier millis;
    private final SlidingWindows<ApiKey> liveSessions = windows(200, SESSIONS_WINDOW);
    private final SlidingWindows<ApiKey> liveOthers = windows(100, OTHERS_WINDOW);
    private final SlidingWindows<ApiKey> testSessions = windows(10, SESSIONS_WINDOW);
    private final SlidingWindows<ApiKey> testOthers = windows(50, OTHERS_WINDOW);
    private final LongAdder refused = new LongAdder();

    /**
     * @param millis a clock that nobody moves
     */
    KeyLimits(LongSupplier millis) {
        this.millis = millis;
    }

    private static SlidingWindows<ApiKey> windows(int limit, Duration window) {
        return new SlidingWindows<>(limit, window, MAX_KEYS);
    }

    /** Counts a request, or returns false. */
    synchronized boolean tryAcquire(ApiKey key, Operation operation) {
        boolean session = operation == Operation.CREATE_SESSION;
        var windows =
                key.isTest()
                        ? (session ? testSessions : testOthers)
                        : (session ? liveSessions : liveOthers);
        boolean acquired = windows.tryAcquire(key, millis.getAsLong());
        if (!acquired) {
            refused.increment();
        }
        return acquired;
    }

    /** How many requests got 429. */
    long refused() {
        return refused.sum();
    }
}
