package io.paycast.gateway.feed;

import java.time.Duration;
import java.time.Instant;

/**
 * The part of the stream that a gateway reads when it starts.
 *
 * @param length how far back the gateway reads
 * @param warmUp the first part of the window, read only to recognise repeated events
 */
public record ReadWindow(Duration length, Duration warmUp) {

    Instant start(Instant now) {
        return now.minus(length);
    }

    Instant displayFrom(Instant now) {
        return start(now).plus(warmUp);
    }
}
