package io.paycast.cli.listen;

import java.time.Duration;
import java.util.Optional;

/** How a connection came to its end, or to nothing. */
sealed interface DisconnectReason {

    /** The gateway closed it. */
    record Closed(int code, String reason) implements DisconnectReason {}

    /** The gateway answered the upgrade with something else than a socket. */
    record Refused(int status, Optional<Duration> retryAfter) implements DisconnectReason {}

    /** No connection, or none any more. */
    record Lost(String why) implements DisconnectReason {}
}
