package io.paycast.gateway.session;

/**
 * Limits the messages of one socket in any minute. It counts them by the second, so that its memory
 * does not grow with their number. It never refuses a message that the limit allows, and may accept
 * one up to a second early. Times are milliseconds of a steady clock. Not thread-safe.
 */
final class MessageWindow {

    private static final int SECONDS = 60;

    private final int limit;

    /** The messages of the current second and of the 59 before it, each at its number modulo 60. */
    private final int[] bySecond = new int[SECONDS];

    private long currentSecond;
    private long sum;

    /**
     * @param limit messages per minute, 1 or more
     */
    MessageWindow(int limit) {
        this.limit = limit;
    }

    /** Counts messages if the limit allows them all; otherwise returns false and counts none. */
    boolean tryAdd(int messages, long nowMillis) {
        advance(nowMillis);
        if (sum + messages > limit) {
            return false;
        }
        bySecond[index(currentSecond)] += messages;
        sum += messages;
        return true;
    }

    /** Whether no message was counted within the last minute, so that this can be discarded. */
    boolean isIdle(long nowMillis) {
        advance(nowMillis);
        return sum == 0;
    }

    private void advance(long nowMillis) {
        long second = Math.floorDiv(nowMillis, 1_000L);
        for (long next = Math.max(currentSecond, second - SECONDS) + 1; next <= second; next++) {
            sum -= bySecond[index(next)];
            bySecond[index(next)] = 0;
        }
        currentSecond = Math.max(currentSecond, second);
    }

    private static int index(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
