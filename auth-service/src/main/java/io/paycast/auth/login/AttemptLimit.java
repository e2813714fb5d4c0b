package io.paycast.auth.login;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many attempts a minute for each key. Keeps a bounded number of keys: idle ones go first, then
 * the one that was tried longest ago. Not thread-safe.
 */
final class AttemptLimit<K> {

    private final int allowed;
    private final int maxKeys;
    private final LinkedHashMap<K, RecentAttempts> attempts = new LinkedHashMap<>(16, 0.75f, true);

    AttemptLimit(int allowed, int maxKeys) {
        this.allowed = allowed;
        this.maxKeys = maxKeys;
    }

    long waitMillis(K key, long nowMillis) {
        var known = attempts.get(key);
        return known == null ? 0 : known.waitMillis(nowMillis);
    }

    void add(K key, long nowMillis) {
        attempts.computeIfAbsent(key, _ -> new RecentAttempts(allowed)).add(nowMillis);
        var oldestFirst = attempts.entrySet().iterator();
        while (oldestFirst.hasNext() && isEvictable(oldestFirst.next(), nowMillis)) {
            oldestFirst.remove();
        }
    }

    int keys() {
        return attempts.size();
    }

    private boolean isEvictable(Map.Entry<K, RecentAttempts> oldest, long nowMillis) {
        return attempts.size() > maxKeys || oldest.getValue().isIdle(nowMillis);
    }
}
