package io.paycast.gateway.http;

import io.paycast.gateway.http.Connections.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A page of the clients of all gateways. They are ordered by gateway id, and per gateway the oldest
 * comes first.
 *
 * <p>A gateway that does not respond in time is listed as missing. It keeps as many places in the
 * list as its last heartbeat had clients, so that the pages of the others stay the same.
 */
record ClusterConnections(
        int total,
        int page,
        int size,
        boolean complete,
        List<MissingGateway> missing,
        List<LocatedConnection> connections) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterConnections.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

    private static final int MAX_CONCURRENT_REQUESTS = 64;

    /** A gateway that did not respond, and the number of clients in its last heartbeat. */
    record MissingGateway(String gatewayId, int connections) {}

    /** A connected client and its gateway. */
    record LocatedConnection(String userId, Instant since, String address, String gatewayId) {

        static LocatedConnection of(Connection connection, String gatewayId) {
            return new LocatedConnection(
                    connection.userId(), connection.since(), connection.address(), gatewayId);
        }
    }

    /** The pages of one gateway. */
    interface Source {

        /** The id of the gateway. */
        String gatewayId();

        /** The number of clients in its last heartbeat. */
        int lastKnown();

        /** Requests a page. */
        Mono<Connections> page(int page, int size);
    }

    /** A gateway's range in the whole list. */
    private record Part(Source source, boolean answered, long begin, int length) {

        long end() {
            return begin + length;
        }
    }

    /** The clients of a part on the page, or null if the gateway did not respond. */
    private record Slice(Source source, @Nullable List<LocatedConnection> connections) {}

    /**
     * Requests a page from the gateways.
     *
     * @param sources the gateways, in order
     * @param connected whether this gateway receives heartbeats, and so knows all others
     */
    static Mono<ClusterConnections> of(
            List<Source> sources, boolean connected, int page, int size) {
        return Flux.fromIterable(sources)
                .flatMapSequential(source -> total(source), MAX_CONCURRENT_REQUESTS)
                .collectList()
                .map(totals -> parts(sources, totals))
                .flatMap(parts ->
                        Flux.fromIterable(parts)
                                .flatMapSequential(
                                        part -> slice(part, page, size), MAX_CONCURRENT_REQUESTS)
                                .collectList()
                                .map(slices -> joined(parts, slices, connected, page, size)));
    }

    private static Mono<Optional<Integer>> total(Source source) {
        return ask(source, 0, 1)
                .map(answer -> Optional.of(answer.total()))
                .defaultIfEmpty(Optional.empty());
    }

    private static List<Part> parts(List<Source> sources, List<Optional<Integer>> totals) {
        var parts = new ArrayList<Part>();
        long begin = 0;
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            var total = totals.get(i);
            var part =
                    new Part(
                            source,
                            total.isPresent(),
                            begin,
                            Math.max(0, total.orElse(source.lastKnown())));
            parts.add(part);
            begin = part.end();
        }
        return parts;
    }

    /** The clients of a part on a page of the whole list. They span one or two of its own pages. */
    private static Mono<Slice> slice(Part part, int page, int size) {
        if (!part.answered()) {
            return Mono.just(new Slice(part.source(), null));
        }
        long from = Math.max(0, (long) page * size - part.begin());
        long to = Math.min(part.length(), (page + 1L) * size - part.begin());
        if (from >= to) {
            return Mono.just(new Slice(part.source(), List.of()));
        }
        int first = (int) (from / size);
        int last = (int) ((to - 1) / size);
        return Flux.range(first, last - first + 1)
                .concatMap(own ->
                        ask(part.source(), own, size).switchIfEmpty(Mono.error(NoAnswer::new)))
                .flatMapIterable(Connections::connections)
                .skip(from - (long) first * size)
                .take(to - from)
                .map(connection -> LocatedConnection.of(connection, part.source().gatewayId()))
                .collectList()
                .map(found -> new Slice(part.source(), found))
                .onErrorReturn(NoAnswer.class, new Slice(part.source(), null));
    }

    private static ClusterConnections joined(
            List<Part> parts, List<Slice> slices, boolean connected, int page, int size) {
        var missing = new ArrayList<MissingGateway>();
        var connections = new ArrayList<LocatedConnection>();
        for (int i = 0; i < parts.size(); i++) {
            var found = slices.get(i).connections();
            if (found == null) {
                missing.add(
                        new MissingGateway(
                                parts.get(i).source().gatewayId(), parts.get(i).length()));
            } else {
                connections.addAll(found);
            }
        }
        long total = parts.isEmpty() ? 0 : parts.getLast().end();
        return new ClusterConnections(
                (int) Math.min(total, Integer.MAX_VALUE),
                page,
                size,
                connected && missing.isEmpty(),
                missing,
                connections);
    }

    /** Requests a page; empty if the response is late or comes from another gateway. */
    private static Mono<Connections> ask(Source source, int page, int size) {
        return source.page(page, size)
                .timeout(ANSWER_TIMEOUT)
                .filter(answer -> answer.gatewayId().equals(source.gatewayId()))
                .onErrorResume(fault -> {
                    LOG.info(
                            "gateway did not respond gateway={} cause={}",
                            source.gatewayId(),
                            fault.getClass().getSimpleName());
                    return Mono.empty();
                });
    }

    private static final class NoAnswer extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
