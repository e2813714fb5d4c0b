package io.paycast.bench.load;

import io.paycast.bench.webhooks.WebhookSender.Destination;
import java.net.URI;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The system that a run loads and measures.
 *
 * @param sockets where clients connect
 * @param webhooks where webhooks are sent
 * @param tokens the token of each client
 * @param pids the processes whose CPU and memory are measured, by name
 * @param collectGarbage whether to collect the garbage of these processes before measuring memory
 */
public record SystemUnderTest(
        URI sockets,
        Destination webhooks,
        IntFunction<String> tokens,
        Map<String, Long> pids,
        boolean collectGarbage) {

    /** Returns the same system with only these processes measured, their memory as it is. */
    public SystemUnderTest measuring(Map<String, Long> processes) {
        return new SystemUnderTest(sockets, webhooks, tokens, processes, false);
    }
}
