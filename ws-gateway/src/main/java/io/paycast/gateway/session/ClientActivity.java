package io.paycast.gateway.session;

import io.paycast.limits.SlidingWindow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tracks a client's activity: when it last sent or read something, when it was last pinged, how
 * many messages it sent within a minute, and how many bytes of replies it has not read. The message
 * limit exists only while it is needed, because most clients send nothing. Times are in
 * milliseconds of a steady clock. Confined to the client's event loop.
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

    /** Notes that the client has read some of what it was sent. */
    void recordRead(long nowMillis) {
        activeAtMillis = nowMillis;
        unreadBytes = 0;
    }

    /** Counts a reply that the client has not read, and returns whether it is within the limit. */
    boolean countUnread(int bytes) {
        unreadBytes += bytes;
        return unreadBytes <= MAX_UNREAD_BYTES;
    }

    /** Counts a message, and returns whether it is within the limit. */
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
