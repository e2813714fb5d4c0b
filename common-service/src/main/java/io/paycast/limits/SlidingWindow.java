package io.paycast.limits;

import java.time.Duration;
import java.util.Arrays;

/**
 * Limits how many events may happen in any window of time, wherever that window begins. It is
 * exact: if 10 a minute are allowed, the eleventh has to wait until the first is a minute old.
 *
 * <p>It keeps the time of each event in the window and grows on demand, so that memory follows the
 * number of events and not the limit. Times are milliseconds of any one clock. If the clock is set
 * back, later events than now count as expired. Not thread-safe.
 */
public final class SlidingWindow {

    private static final int INITIAL_CAPACITY = 8;
    private static final int[] NONE = {};

    private final int limit;
    private final int windowMillis;

    // A ring buffer of the low 32 bits of each time. An age is a difference, which stays correct
    // across an overflow; this halves the memory of the many windows that a gateway keeps.
    private int[] times = NONE;
    private int oldest;
    private int count;

    /**
     * @param limit events per window, 1 or more
     * @param window 1 ms to one day
     */
    public SlidingWindow(int limit, Duration window) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, but is " + limit + ".");
        }
        if (window.toMillis() < 1 || window.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "window must be 1 ms to 1 day, but is " + window + ".");
        }
        this.limit = limit;
        this.windowMillis = (int) window.toMillis();
    }

    /** Counts an event if the limit allows it; otherwise returns false and counts nothing. */
    public boolean tryAcquire(long nowMillis) {
        if (waitMillis(nowMillis) > 0) {
            return false;
        }
        if (count == times.length) {
            grow();
        }
        times[(oldest + count++) % times.length] = (int) nowMillis;
        return true;
    }

    /** Returns how long the next event has to wait, in milliseconds; 0 if it is allowed now. */
    public long waitMillis(long nowMillis) {
        int now = (int) nowMillis;
        while (count > 0 && isExpired(now - times[oldest])) {
            oldest = (oldest + 1) % times.length;
            count--;
        }
        return count < limit ? 0 : windowMillis - (now - times[oldest]);
    }

    /** Returns whether the window holds no event, so that this object can be discarded. */
    public boolean isIdle(long nowMillis) {
        return count == 0
                || isExpired((int) nowMillis - times[(oldest + count - 1) % times.length]);
    }

    private boolean isExpired(int ageMillis) {
        return ageMillis >= windowMillis || ageMillis < 0;
    }

    private void grow() {
        int capacity = (int) Math.min(limit, Math.max(INITIAL_CAPACITY, 2L * times.length));
        var larger = Arrays.copyOf(times, capacity);
        System.arraycopy(times, oldest, larger, 0, times.length - oldest);
        System.arraycopy(times, 0, larger, times.length - oldest, oldest);
        times = larger;
        oldest = 0;
    }
}
