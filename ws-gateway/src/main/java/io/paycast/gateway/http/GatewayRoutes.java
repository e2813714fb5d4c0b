package io.paycast.gateway.http;

import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.feed.FeedStatus;
import io.paycast.gateway.feed.PaymentFeed;
import io.paycast.gateway.limits.ConnectionLimit;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.stats.GatewayStats;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/websocket/*}: health for anyone, the rest for those whose token permits it. */
public final class GatewayRoutes {

    private static final int MAX_PAGE = 1_000;

    private final PaymentFeed feed;
    private final Fanout fanout;
    private final ConnectionLimit places;
    private final GatewayStats stats;
    private final TestNotification testNotification;

    public GatewayRoutes(
            PaymentFeed feed,
            Fanout fanout,
            ConnectionLimit places,
            GatewayStats stats,
            TestNotification testNotification) {
        this.feed = feed;
        this.fanout = fanout;
        this.places = places;
        this.stats = stats;
        this.testNotification = testNotification;
    }

    /** What {@code health} answers. */
    record Health(String status, String feed, long kafkaLag, int connections) {}

    /** One connected client. */
    record Connection(String userId, Instant since, String address) {

        static Connection of(Session session) {
            return new Connection(
                    session.client().subject(),
                    Instant.ofEpochMilli(session.openedAtMillis()),
                    session.address().getHostAddress());
        }
    }

    /** A page of connected clients, oldest first. */
    record Connections(int total, int page, int size, List<Connection> connections) {}

    /** The routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/api/websocket/health", request -> health())
                .GET("/api/websocket/stats", request -> json(HttpStatus.OK, stats.snapshot()))
                .GET("/api/websocket/connections", this::connections)
                .POST("/api/websocket/test-notification", testNotification::send)
                .build();
    }

    private Mono<ServerResponse> health() {
        var status = feed.status();
        boolean live = status == FeedStatus.LIVE;
        return json(
                live ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                new Health(
                        live ? "UP" : "OUT_OF_SERVICE", status.name(), feed.lag(), places.open()));
    }

    private Mono<ServerResponse> connections(ServerRequest request) {
        int page = number(request, "page", 0, Integer.MAX_VALUE / MAX_PAGE);
        int size = number(request, "size", 100, MAX_PAGE);
        if (page < 0 || size < 1) {
            return Problems.of(
                    HttpStatus.BAD_REQUEST,
                    "\"page\" counts from 0, \"size\" is 1 to %d.".formatted(MAX_PAGE));
        }
        return Mono.fromFuture(() -> fanout.collect(Connection::of))
                .flatMap(all -> {
                    var oldestFirst =
                            all.stream()
                                    .sorted(Comparator.comparing(Connection::since))
                                    .skip((long) page * size)
                                    .limit(size)
                                    .toList();
                    return json(
                            HttpStatus.OK, new Connections(all.size(), page, size, oldestFirst));
                });
    }

    private static int number(ServerRequest request, String name, int otherwise, int max) {
        try {
            int value = request.queryParam(name).map(Integer::parseInt).orElse(otherwise);
            return value <= max ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Mono<ServerResponse> json(HttpStatus status, Object body) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .bodyValue(body);
    }
}
