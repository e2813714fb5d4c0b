package io.paycast.auth.login;

/**
 * The times of the latest attempts, as many as are allowed in a minute. Exact over any minute, not
 * per calendar minute: the eleventh is refused until the first is a minute old. Not thread-safe.
 */
final class RecentAttempts {

    static final long WINDOW_MILLIS = 60_000;

    private final long[] atMillis;
    private int count;
    private int next;

    RecentAttempts(int allowed) {
        atMillis = new long[allowed];
    }

    /** How long until one more is allowed; 0 when it is now. */
    long waitMillis(long nowMillis) {
        return count < atMillis.length
                ? 0
                : Math.max(0, atMillis[next] + WINDOW_MILLIS - nowMillis);
    }

    void add(long nowMillis) {
        atMillis[next] = nowMillis;
        next = (next + 1) % atMillis.length;
        count = Math.min(count + 1, atMillis.length);
    }

    /** Whether all attempts are past counting. */
    boolean isIdle(long nowMillis) {
        int newest = Math.floorMod(next - 1, atMillis.length);
        return count == 0 || atMillis[newest] + WINDOW_MILLIS <= nowMillis;
    }
}
