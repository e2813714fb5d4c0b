package io.paycast.gateway.http;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A page of the clients of one gateway, oldest first. */
record Connections(String gatewayId, int total, int page, int size, List<Connection> connections) {

    Connections {
        Objects.requireNonNull(gatewayId, "gatewayId");
        Objects.requireNonNull(connections, "connections");
    }

    /** A connected client. */
    record Connection(String userId, Instant since, String address) {}
}
