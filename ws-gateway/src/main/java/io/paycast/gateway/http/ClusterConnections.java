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
 * A page of the clients that are connected to any gateway: one gateway's after the other's, by the
 * gateways' ids, and of each gateway oldest first.
 *
 * <p>A gateway that does not answer in time is named. It keeps as many places in the list as it had
 * clients when it last said so: the pages of the others stay the same.
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

    /** So many gateways are asked at once. */
    private static final int MAX_CONCURRENT_REQUESTS = 64;

    /** A gateway that did not answer, and how many clients it had when it last said so. */
    record MissingGateway(String gatewayId, int connections) {}

    /** One connected client, and where it is connected. */
    record LocatedConnection(String userId, Instant since, String address, String gatewayId) {

        static LocatedConnection of(Connection connection, String gatewayId) {
            return new LocatedConnection(
                    connection.userId(), connection.since(), connection.address(), gatewayId);
        }
    }

    /** Where the pages of one gateway come from. */
    interface Source {

        /** Whose they are. */
        String gatewayId();

        /** How many clients it had when it last said so. */
        int lastKnown();

        /** A page of them. */
        Mono<Connections> page(int page, int size);
    }

    /** A gateway's part of the whole list. */
    private record Part(Source source, boolean answered, long begin, int length) {

        long end() {
            return begin + length;
        }
    }

    /** What of a part is on the page, or null where the gateway did not answer. */
    private record Slice(Source source, @Nullable List<LocatedConnection> connections) {}

    /**
     * Asks the gateways.
     *
     * @param sources in their order
     * @param connected whether all gateways are known
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

    /** What of a part lies on a page of the whole: it is on one page of the part's own, or two. */
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

    /** A page, or nothing if it does not come in time, or is another gateway's. */
    private static Mono<Connections> ask(Source source, int page, int size) {
        return source.page(page, size)
                .timeout(ANSWER_TIMEOUT)
                .filter(answer -> answer.gatewayId().equals(source.gatewayId()))
                .onErrorResume(fault -> {
                    LOG.info(
                            "gateway did not answer gateway={} cause={}",
                            source.gatewayId(),
                            fault.getClass().getSimpleName());
                    return Mono.empty();
                });
    }

    private static final class NoAnswer extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
