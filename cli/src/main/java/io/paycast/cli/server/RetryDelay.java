package io.paycast.cli.server;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;

/** Reads the header {@code Retry-After} in seconds, limited to one hour. */
public final class RetryDelay {

    private static final Duration MAX = Duration.ofHours(1);

    private RetryDelay() {}

    /** The delay; empty if the header is missing or not a number of seconds. */
    public static Optional<Duration> of(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .map(wait -> wait.compareTo(MAX) > 0 ? MAX : wait);
    }
}
