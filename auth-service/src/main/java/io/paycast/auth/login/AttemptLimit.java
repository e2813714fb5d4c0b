package io.paycast.auth.login;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many attempts a minute for each key. Keeps a bounded number of keys: idle ones go first, then
 * the one that was tried longest ago. Not thread-safe.
 */
final class AttemptLimit<K> {

    private final int allowed;
    private final int mostKeys;
    private final LinkedHashMap<K, RecentAttempts> attempts = new LinkedHashMap<>(16, 0.75f, true);

    AttemptLimit(int allowed, int mostKeys) {
        this.allowed = allowed;
        this.mostKeys = mostKeys;
    }

    long waitMillis(K key, long nowMillis) {
        var known = attempts.get(key);
        return known == null ? 0 : known.waitMillis(nowMillis);
    }

    void add(K key, long nowMillis) {
        attempts.computeIfAbsent(key, _ -> new RecentAttempts(allowed)).add(nowMillis);
        var oldestFirst = attempts.entrySet().iterator();
        while (oldestFirst.hasNext() && isToGo(oldestFirst.next(), nowMillis)) {
            oldestFirst.remove();
        }
    }

    int keys() {
        return attempts.size();
    }

    private boolean isToGo(Map.Entry<K, RecentAttempts> oldest, long nowMillis) {
        return attempts.size() > mostKeys || oldest.getValue().isIdle(nowMillis);
    }
}
