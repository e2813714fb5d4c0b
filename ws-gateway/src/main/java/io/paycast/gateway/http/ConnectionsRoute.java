package io.paycast.gateway.http;

import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.http.Connections.Connection;
import io.paycast.gateway.session.Session;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code GET /api/websocket/connections}: the clients of this gateway or, with {@code
 * cluster=true}, of all. It then queries the other gateways with the caller's token.
 */
public final class ConnectionsRoute {

    static final int MAX_PAGE = 1_000;

    private static final Comparator<Session> OLDEST_FIRST =
            Comparator.comparingLong(Session::openedAtMillis)
                    .thenComparing(session -> session.client().subject())
                    .thenComparing(session -> session.address().getHostAddress());

    private final Fanout fanout;
    private final String ownId;
    private final Cluster cluster;
    private final PeerClient peers = new PeerClient();

    public ConnectionsRoute(Fanout fanout, Cluster cluster) {
        this.fanout = fanout;
        this.ownId = cluster.ownId();
        this.cluster = cluster;
    }

    /** This gateway's own pages. */
    private final class OwnConnections implements ClusterConnections.Source {

        @Override
        public String gatewayId() {
            return ownId;
        }

        @Override
        public int lastKnown() {
            return 0;
        }

        @Override
        public Mono<Connections> page(int page, int size) {
            return own(page, size);
        }
    }

    Mono<ServerResponse> handle(ServerRequest request) {
        int page = intParameter(request, "page", 0, Integer.MAX_VALUE / MAX_PAGE);
        int size = intParameter(request, "size", 100, MAX_PAGE);
        if (page < 0 || size < 1) {
            return problem(
                    HttpStatus.BAD_REQUEST,
                    "page must be 0 or more, and size must be 1 to %d.".formatted(MAX_PAGE));
        }
        return switch (request.queryParam("cluster").orElse("false")) {
            case "false" ->
                    own(page, size).flatMap(found -> GatewayRoutes.json(HttpStatus.OK, found));
            case "true" ->
                    all(request, page, size)
                            .flatMap(found -> GatewayRoutes.json(HttpStatus.OK, found));
            default -> problem(HttpStatus.BAD_REQUEST, "cluster must be true or false.");
        };
    }

    private Mono<ClusterConnections> all(ServerRequest request, int page, int size) {
        // Present and valid: the security filter has checked it.
        var authorization = String.valueOf(request.headers().firstHeader("Authorization"));
        var connected = cluster.isConnected();
        var sources = new ArrayList<ClusterConnections.Source>();
        sources.add(new OwnConnections());
        for (var peer : cluster.peers()) {
            sources.add(peers.of(peer.heartbeat(), authorization));
        }
        sources.sort(Comparator.comparing(ClusterConnections.Source::gatewayId));
        return ClusterConnections.of(sources, connected, page, size);
    }

    /** Sorting a hundred thousand clients takes too long for an event loop. */
    private Mono<Connections> own(int page, int size) {
        return Mono.fromFuture(() -> fanout.collect(Function.identity()))
                .publishOn(Schedulers.boundedElastic())
                .map(all ->
                        new Connections(
                                ownId,
                                all.size(),
                                page,
                                size,
                                all.stream()
                                        .sorted(OLDEST_FIRST)
                                        .skip((long) page * size)
                                        .limit(size)
                                        .map(ConnectionsRoute::connection)
                                        .toList()));
    }

    private static Connection connection(Session session) {
        return new Connection(
                session.client().subject(),
                Instant.ofEpochMilli(session.openedAtMillis()),
                session.address().getHostAddress());
    }

    private static int intParameter(ServerRequest request, String name, int otherwise, int max) {
        try {
            int value = request.queryParam(name).map(Integer::parseInt).orElse(otherwise);
            return value <= max ? value : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Mono<ServerResponse> problem(HttpStatus status, String detail) {
        return ProblemWriter.response(Problem.of(status, detail));
    }
}
