package io.paycast.gateway.http;

import io.paycast.limits.SlidingWindow;
import io.paycast.limits.SlidingWindows;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits the test notifications in any minute: of one subject, and of all. Each may be of another
 * payment, and a gateway remembers a limited number of payments. Without a limit, a tester would
 * push everyone's live payments out of that memory. Thread-safe.
 */
final class NotificationRate {

    /** In the hour that a payment is remembered, under a third of the payments that fit. */
    static final int MAX_PER_MINUTE = 1_200;

    static final int MAX_OF_SUBJECT_PER_MINUTE = 300;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final LongSupplier nowMillis;
    private final SlidingWindow all = new SlidingWindow(MAX_PER_MINUTE, WINDOW);
    private final SlidingWindows<String> bySubject =
            new SlidingWindows<>(MAX_OF_SUBJECT_PER_MINUTE, WINDOW, MAX_PER_MINUTE);

    /**
     * @param nowMillis a clock that is never set, in milliseconds
     */
    NotificationRate(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    /**
     * Counts a notification if the limits allow it.
     *
     * @return how long the next one has to wait; zero if this one was counted
     */
    synchronized Duration tryAcquire(String subject) {
        long now = nowMillis.getAsLong();
        long wait = Math.max(all.waitMillis(now), bySubject.waitMillis(subject, now));
        if (wait == 0) {
            all.tryAcquire(now);
            bySubject.tryAcquire(subject, now);
        }
        return Duration.ofMillis(wait);
    }
}
