package io.paycast.bench.sockets;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an attempt to open a socket failed.
 *
 * @param why in a few words
 * @param isForGood whether it would fail again
 * @param retryAfter when the server wants to be asked again, if it said so
 */
record OpenFailure(String why, boolean isForGood, Optional<Duration> retryAfter) {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
    private static final Pattern RETRY_AFTER =
            Pattern.compile("(?i)\r\nRetry-After: *(\\d{1,4})\r\n");
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

    /** Nobody answered, or the connection broke. */
    static OpenFailure broken(String why) {
        return new OpenFailure(why, false, Optional.empty());
    }

    /** An answer that is no upgrade, by its head. */
    static OpenFailure answered(String head) {
        var status = STATUS.matcher(head);
        int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
        var wait = RETRY_AFTER.matcher(head);
        return new OpenFailure(
                head.substring(0, head.indexOf('\r')),
                code != TOO_MANY && code < SERVER_ERRORS,
                wait.find()
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(wait.group(1))))
                        : Optional.empty());
    }
}
