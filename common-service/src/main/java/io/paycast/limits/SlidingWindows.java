package io.paycast.limits;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps one {@link SlidingWindow} per key, and a bounded number of keys. Idle keys are discarded
 * first, then the key that was used longest ago. Not thread-safe.
 *
 * @param <K> an immutable key, such as a client's network
 */
public final class SlidingWindows<K> {

    private final int limit;
    private final Duration window;
    private final int maxKeys;
    private final LinkedHashMap<K, SlidingWindow> windows = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param limit events per key and window
     * @param maxKeys keys that are kept at most
     */
    public SlidingWindows(int limit, Duration window, int maxKeys) {
        this.limit = limit;
        this.window = window;
        this.maxKeys = maxKeys;
    }

    /** Counts an event if the key's limit allows it; otherwise returns false. */
    public boolean tryAcquire(K key, long nowMillis) {
        boolean acquired =
                windows.computeIfAbsent(key, _ -> new SlidingWindow(limit, window))
                        .tryAcquire(nowMillis);
        var longestUnusedFirst = windows.entrySet().iterator();
        while (longestUnusedFirst.hasNext()
                && isDiscardable(longestUnusedFirst.next(), nowMillis)) {
            longestUnusedFirst.remove();
        }
        return acquired;
    }

    /** Returns how long the key's next event has to wait, in milliseconds; 0 if it is allowed. */
    public long waitMillis(K key, long nowMillis) {
        var known = windows.get(key);
        return known == null ? 0 : known.waitMillis(nowMillis);
    }

    /** The number of keys that are kept now. */
    public int size() {
        return windows.size();
    }

    private boolean isDiscardable(Map.Entry<K, SlidingWindow> entry, long nowMillis) {
        return windows.size() > maxKeys || entry.getValue().isIdle(nowMillis);
    }
}
