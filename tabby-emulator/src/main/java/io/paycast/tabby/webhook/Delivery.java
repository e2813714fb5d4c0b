package io.paycast.tabby.webhook;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver a webhook.
 *
 * @param number counts all attempts of the emulator
 * @param at on the emulator's clock
 * @param event such as {@code captured}
 * @param url without its query, which may hold a secret
 * @param attempt 1 for the first
 * @param status the response's, 0 if there was none
 * @param error why there was none, null otherwise
 * @param millis how long the response took
 */
public record Delivery(
        long number,
        Instant at,
        String event,
        String paymentId,
        String url,
        int attempt,
        boolean forged,
        int status,
        @Nullable String error,
        long millis) {

    /** What Tabby counts as received. */
    static final int ACKNOWLEDGED = 200;

    /** Why a fault kept the receiver from seeing an attempt. */
    public static final String LOST = "lost";

    /** Whether Tabby sends it again. */
    boolean isAcknowledged() {
        return status == ACKNOWLEDGED;
    }
}
