package io.paycast.gateway.limits;

import java.util.Arrays;

/**
 * How many messages one connection may send in any minute, wherever that minute begins. It keeps
 * the time of each message of the last minute, so that its memory is in proportion to what the
 * client sends.
 *
 * <p>Confined to the connection's event loop.
 */
public final class MessageLimit {

    private static final int MINUTE_MILLIS = 60_000;

    private final int perMinute;

    // a ring of milliseconds; ages are differences, which are right across an overflow
    private int[] times = new int[8];
    private int oldest;
    private int count;

    /** This many messages in any minute. */
    public MessageLimit(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Whether one more message is within the limit; if so it counts. */
    public boolean take(long nowMillis) {
        int now = (int) nowMillis;
        while (count > 0 && isOver(now - times[oldest])) {
            oldest = (oldest + 1) % times.length;
            count--;
        }
        if (count == perMinute) {
            return false;
        }
        if (count == times.length) {
            grow();
        }
        times[(oldest + count++) % times.length] = now;
        return true;
    }

    /** Whether no message of the last minute is left, so that this can be forgotten. */
    public boolean isIdle(long nowMillis) {
        return count == 0 || isOver((int) nowMillis - times[(oldest + count - 1) % times.length]);
    }

    private static boolean isOver(int ageMillis) {
        // a negative age is of a clock that was set back
        return ageMillis >= MINUTE_MILLIS || ageMillis < 0;
    }

    private void grow() {
        int length = (int) Math.min(perMinute, 2L * times.length);
        var longer = Arrays.copyOf(times, length);
        System.arraycopy(times, oldest, longer, 0, times.length - oldest);
        System.arraycopy(times, 0, longer, times.length - oldest, oldest);
        times = longer;
        oldest = 0;
    }
}
