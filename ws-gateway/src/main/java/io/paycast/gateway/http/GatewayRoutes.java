package io.paycast.gateway.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.cluster.ClusterStats;
import io.paycast.gateway.stats.GatewayStats;
import io.paycast.http.MethodRoutes;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The routes under {@code /api/websocket}. {@link GatewaySecurity} decides who may use them. */
public final class GatewayRoutes {

    private static final Map<String, List<String>> METHODS =
            Map.of(
                    "/api/websocket/health", List.of("GET", "HEAD"),
                    "/api/websocket/stats", List.of("GET", "HEAD"),
                    "/api/websocket/connections", List.of("GET", "HEAD"),
                    "/api/websocket/events", List.of("GET", "HEAD"),
                    "/api/websocket/test-notification", List.of("POST"));

    private final HealthRoute health;
    private final GatewayStats stats;
    private final Cluster cluster;
    private final ConnectionsRoute connections;
    private final TestNotification testNotification;

    public GatewayRoutes(
            HealthRoute health,
            GatewayStats stats,
            Cluster cluster,
            ConnectionsRoute connections,
            TestNotification testNotification) {
        this.health = health;
        this.stats = stats;
        this.cluster = cluster;
        this.connections = connections;
        this.testNotification = testNotification;
    }

    /** The response of {@code stats}: this gateway's stats and those of all. */
    record Stats(@JsonUnwrapped GatewayStats.Snapshot own, ClusterStats cluster) {}

    /** The routes of health, stats, connections and test notifications. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/api/websocket/health", request -> health.handle())
                .GET("/api/websocket/stats", request -> stats())
                .GET("/api/websocket/connections", connections::handle)
                .POST("/api/websocket/test-notification", testNotification::send)
                .GET("/api/websocket/events", request -> pipelined())
                .build()
                .and(MethodRoutes.of(METHODS));
    }

    private Mono<ServerResponse> stats() {
        var own = stats.snapshot();
        return json(HttpStatus.OK, new Stats(own, ClusterStats.of(own, cluster)));
    }

    /** A stream is taken ahead of these routes, unless another response must be sent first. */
    private static Mono<ServerResponse> pipelined() {
        return ProblemWriter.response(
                Problem.of(
                        HttpStatus.BAD_REQUEST,
                        "An event stream must be the only pending request of its connection."));
    }

    static Mono<ServerResponse> json(HttpStatus status, Object body) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .bodyValue(body);
    }
}
