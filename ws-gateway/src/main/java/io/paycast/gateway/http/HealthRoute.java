package io.paycast.gateway.http;

import io.paycast.gateway.feed.Feeds;
import io.paycast.limits.ConnectionLimit;
import java.util.function.BooleanSupplier;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/websocket/health}: 200 while this gateway accepts sockets, 503 otherwise. */
public final class HealthRoute {

    private final BooleanSupplier servesSockets;
    private final Feeds feeds;
    private final ConnectionLimit connections;

    /**
     * @param servesSockets whether this gateway accepts sockets now
     */
    public HealthRoute(BooleanSupplier servesSockets, Feeds feeds, ConnectionLimit connections) {
        this.servesSockets = servesSockets;
        this.feeds = feeds;
        this.connections = connections;
    }

    /** The response body. */
    record Health(String status, String feed, long kafkaLag, int connections) {}

    Mono<ServerResponse> handle() {
        boolean up = servesSockets.getAsBoolean();
        return GatewayRoutes.json(
                up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                new Health(
                        up ? "UP" : "OUT_OF_SERVICE",
                        feeds.status().name(),
                        feeds.lag(),
                        connections.open()));
    }
}
