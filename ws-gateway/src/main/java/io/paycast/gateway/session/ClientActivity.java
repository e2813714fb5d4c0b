package io.paycast.gateway.session;

import io.paycast.limits.SlidingWindow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a client was last heard of and pinged, how much it has sent of late, and how much of what it
 * was answered it leaves unread. What it sent is remembered only while that matters: most clients
 * send nothing. Confined to the client's event loop.
 */
final class ClientActivity {

    private static final int MAX_UNREAD_BYTES = 256 * 1024;
    private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

    private final int messagesPerMinute;
    private @Nullable SlidingWindow messages;
    private long activeAtMillis;
    private long pingedAtMillis;
    private int unreadBytes;

    ClientActivity(int messagesPerMinute, long nowMillis) {
        this.messagesPerMinute = messagesPerMinute;
        this.activeAtMillis = nowMillis;
        this.pingedAtMillis = nowMillis;
    }

    /** Notes that the client has taken some of what it was sent. */
    void recordRead(long nowMillis) {
        activeAtMillis = nowMillis;
        unreadBytes = 0;
    }

    /**
     * Counts an answer that the client has no room for, and tells whether it may leave that much.
     */
    boolean countUnread(int bytes) {
        unreadBytes += bytes;
        return unreadBytes <= MAX_UNREAD_BYTES;
    }

    /** Counts a message, and tells whether the client may send that many. */
    boolean countMessage(long nowMillis) {
        activeAtMillis = nowMillis;
        if (messages == null) {
            messages = new SlidingWindow(messagesPerMinute, ONE_MINUTE);
        }
        return messages.tryAcquire(nowMillis);
    }

    boolean isSilentFor(long millis, long nowMillis) {
        return nowMillis - activeAtMillis >= millis;
    }

    /** Whether it is time for a ping; the next one is then due after another interval. */
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
