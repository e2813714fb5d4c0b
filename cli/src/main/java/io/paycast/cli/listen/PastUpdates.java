package io.paycast.cli.listen;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.PaycastServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Reads the updates of some payments over one socket, from the past until nothing follows. */
public final class PastUpdates {

    /** The most that a socket may begin with. */
    private static final int REWIND = 1_000;

    private final PaycastServer server;
    private final String token;
    private final Duration quiet;
    private final Duration limit;

    /**
     * @param quiet reading ends when no update arrived for this long
     * @param limit how long to wait for updates that must still arrive
     */
    public PastUpdates(PaycastServer server, String token, Duration quiet, Duration limit) {
        this.server = server;
        this.token = token;
        this.quiet = quiet;
        this.limit = limit;
    }

    /**
     * Reads until the updates are complete and none followed for a while, or until time is up.
     *
     * @param payments the ids of the payments
     * @return the updates in the order of the stream
     * @throws CommandFailure if the gateway refuses the socket or closes it
     */
    public List<JsonNode> read(List<String> payments, Predicate<List<JsonNode>> complete)
            throws InterruptedException {
        var query = new Query(List.of(), payments, Optional.empty(), Optional.of(REWIND));
        var connection = Connection.open(server, query.address(server.base(), null), token);
        var updates = new ArrayList<JsonNode>();
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                switch (connection.next(quiet)) {
                    case ConnectionEvent.Message(var text) -> {
                        var message = Update.of(text).json();
                        if (message.has("PaymentId")) {
                            updates.add(message);
                        }
                    }
                    case ConnectionEvent.Timeout _ -> {
                        if (complete.test(updates) || System.nanoTime() - end > 0) {
                            return updates;
                        }
                    }
                    case ConnectionEvent.Ping _ -> {}
                    case ConnectionEvent.Disconnected(var reason) ->
                            throw new CommandFailure(
                                    "The gateway did not show the updates: " + describe(reason));
                }
            }
        } finally {
            connection.abort();
        }
    }

    private static String describe(DisconnectReason reason) {
        return switch (reason) {
            case DisconnectReason.Refused(var status, _) -> "HTTP %d.".formatted(status);
            case DisconnectReason.Closed(var code, var text) -> "%d %s".formatted(code, text);
            case DisconnectReason.Lost(var why) -> why + ".";
        };
    }
}
