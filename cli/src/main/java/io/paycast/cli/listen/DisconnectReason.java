package io.paycast.cli.listen;

import java.time.Duration;
import java.util.Optional;

/** Why a connection ended or could not be opened. */
sealed interface DisconnectReason {

    /** The gateway sent a close frame. */
    record Closed(int code, String reason) implements DisconnectReason {}

    /** The gateway refused the upgrade with an HTTP status. */
    record Refused(int status, Optional<Duration> retryAfter) implements DisconnectReason {}

    /** The connection could not be opened, or failed without a close frame. */
    record Lost(String why) implements DisconnectReason {}
}
