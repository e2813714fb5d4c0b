package io.paycast.gateway.session;

import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.Clocks;

/**
 * The dependencies and limits that all sessions of a gateway share. Thread-safe.
 *
 * @param messagesPerMinute how many messages a client may send in any minute
 */
public record SessionEnvironment(int messagesPerMinute, Counters counters, Clocks clocks) {}
