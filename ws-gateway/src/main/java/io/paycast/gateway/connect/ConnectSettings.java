package io.paycast.gateway.connect;

import java.time.Duration;

/**
 * The limits of a connection that is opened.
 *
 * @param messages the size limits of a client's message
 * @param handshakeTimeout how long the opening may take, from the headers of the request
 * @param pingInterval the interval of pings; a client that acknowledges nothing for twice as long
 *     has vanished
 */
public record ConnectSettings(
        MessageLimits messages, Duration handshakeTimeout, Duration pingInterval) {

    /** How long a client may acknowledge nothing that it is sent. */
    Duration maxUnacknowledged() {
        return pingInterval.multipliedBy(2);
    }
}
