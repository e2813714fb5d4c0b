package io.paycast.gateway.limits;

import io.paycast.limits.ConnectionLimit;

/**
 * The limits of a gateway's clients, in the order in which a client that connects meets them.
 *
 * @param attempts how often an address attempts to connect
 * @param connections the sockets of the gateway and of each address
 * @param bans the banned users
 * @param subjects what the sockets of each subject hold
 */
public record ClientLimits(
        AttemptLimit attempts, ConnectionLimit connections, Bans bans, SubjectLimits subjects) {}
