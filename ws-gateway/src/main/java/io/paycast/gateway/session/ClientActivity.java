package io.paycast.gateway.session;

import io.paycast.gateway.limits.MessageLimit;
import org.jspecify.annotations.Nullable;

/**
 * When a client was last heard of and pinged, and how much it has sent of late. What it sent is
 * remembered only while that matters: most clients send nothing. Confined to the client's event
 * loop.
 */
final class ClientActivity {

    private final int messagesPerMinute;
    private @Nullable MessageLimit messages;
    private long heardAtMillis;
    private long pingedAtMillis;

    ClientActivity(int messagesPerMinute, long nowMillis) {
        this.messagesPerMinute = messagesPerMinute;
        this.heardAtMillis = nowMillis;
        this.pingedAtMillis = nowMillis;
    }

    /** Notes that the client is there. */
    void heard(long nowMillis) {
        heardAtMillis = nowMillis;
    }

    /** Counts a message, and tells whether the client may send that many. */
    boolean countMessage(long nowMillis) {
        heard(nowMillis);
        if (messages == null) {
            messages = new MessageLimit(messagesPerMinute);
        }
        return messages.take(nowMillis);
    }

    boolean isSilentFor(long millis, long nowMillis) {
        return nowMillis - heardAtMillis >= millis;
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
