package io.paycast.gateway.session;

import org.jspecify.annotations.Nullable;

/**
 * Tracks a client's activity: when it last sent something, when it last took what it is sent, and
 * how many messages it sent within a minute. The message limit exists only while it is needed,
 * because most clients send nothing. Times are in milliseconds of a steady clock. Confined to the
 * client's event loop.
 */
final class ClientActivity {

    /** As many messages take about as long as verifying a token. */
    private static final int MESSAGES_PER_REFRESH = 10;

    private final int messagesPerMinute;
    private @Nullable MessageWindow messages;
    private long activeAtMillis;
    private long takenAtMillis;
    private long pingedAtMillis;
    private boolean pongAwaited;

    ClientActivity(int messagesPerMinute, long nowMillis) {
        this.messagesPerMinute = messagesPerMinute;
        this.activeAtMillis = nowMillis;
        this.takenAtMillis = nowMillis;
        this.pingedAtMillis = nowMillis;
    }

    /** Notes that the client has taken some of what it was sent, and so is there. */
    void recordTaking(long nowMillis) {
        activeAtMillis = nowMillis;
        takenAtMillis = nowMillis;
    }

    /** Notes that nothing waits for the client. Only the kernel knows whether it reads. */
    void recordNothingPending(long nowMillis) {
        takenAtMillis = nowMillis;
    }

    /** How long the client has taken nothing, although bytes were pending. */
    long stuckMillis(long nowMillis) {
        return nowMillis - takenAtMillis;
    }

    /**
     * Counts a message, and returns whether it is within the limit.
     *
     * @param weight as how many messages it counts
     */
    boolean countMessage(int weight, long nowMillis) {
        activeAtMillis = nowMillis;
        if (messages == null) {
            messages = new MessageWindow(messagesPerMinute);
        }
        return messages.tryAdd(weight, nowMillis);
    }

    /**
     * Counts what a refresh costs beyond a message: a signature is verified. A limit below that
     * allows one refresh a minute.
     */
    boolean countRefresh(long nowMillis) {
        return countMessage(Math.min(MESSAGES_PER_REFRESH, messagesPerMinute) - 1, nowMillis);
    }

    /** Notes that a ping is sent. */
    void recordPing() {
        pongAwaited = true;
    }

    /** Notes a pong, and returns whether it answers a ping. Only the first one does. */
    boolean recordPong(long nowMillis) {
        activeAtMillis = nowMillis;
        boolean answers = pongAwaited;
        pongAwaited = false;
        return answers;
    }

    /** Whether the client has neither sent nor taken anything for this long. */
    boolean isSilentFor(long millis, long nowMillis) {
        return nowMillis - activeAtMillis >= millis;
    }

    /** Whether a ping is due. If so, the next one is due after another interval. */
    boolean isPingDue(long intervalMillis, long nowMillis) {
        if (nowMillis - pingedAtMillis < intervalMillis) {
            return false;
        }
        pingedAtMillis = nowMillis;
        if (messages != null && messages.isIdle(nowMillis)) {
            messages = null;
        }
        return true;
    }
}
