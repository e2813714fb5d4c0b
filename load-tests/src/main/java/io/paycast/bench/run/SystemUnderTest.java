package io.paycast.bench.run;

import io.paycast.bench.webhooks.WebhookSender.Destination;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;

/**
 * What is measured.
 *
 * @param sockets where sockets are opened
 * @param webhooks where webhooks go
 * @param tokens the token of each listener
 * @param pids the processes whose use is measured, by name
 * @param collected whether these are Java processes of bench's own, whose garbage it collects
 *     before it looks at their memory
 */
public record SystemUnderTest(
        URI sockets,
        Destination webhooks,
        Function<Integer, String> tokens,
        Map<String, Long> pids,
        boolean collected) {}
