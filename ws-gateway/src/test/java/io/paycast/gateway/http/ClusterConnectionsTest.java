package io.paycast.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.http.ClusterConnections.LocatedConnection;
import io.paycast.gateway.http.ClusterConnections.MissingGateway;
import io.paycast.gateway.http.ClusterConnections.Source;
import io.paycast.gateway.http.Connections.Connection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Pages that span several gateways. */
class ClusterConnectionsTest {

    private static final Instant START = Instant.parse("2026-11-25T04:00:00Z");

    /** A gateway and its clients, whose ids begin with its own. */
    private record Gateway(String gatewayId, int lastKnown, int clients) implements Source {

        Gateway(String gatewayId, int clients) {
            this(gatewayId, clients, clients);
        }

        List<String> all() {
            return IntStream.range(0, clients).mapToObj(i -> gatewayId + "-" + i).toList();
        }

        @Override
        public Mono<Connections> page(int page, int size) {
            var connections =
                    all().stream()
                            .skip((long) page * size)
                            .limit(size)
                            .map(user -> new Connection(user, START, "192.0.2.1"))
                            .toList();
            return Mono.just(new Connections(gatewayId, clients, page, size, connections));
        }
    }

    /** A gateway that fails after a number of responses. */
    private static Source failing(Gateway gateway, int answers) {
        int[] left = {answers};
        return new Source() {
            @Override
            public String gatewayId() {
                return gateway.gatewayId();
            }

            @Override
            public int lastKnown() {
                return gateway.lastKnown();
            }

            @Override
            public Mono<Connections> page(int page, int size) {
                return left[0]-- > 0
                        ? gateway.page(page, size)
                        : Mono.error(new IOException("connection refused"));
            }
        };
    }

    private static ClusterConnections page(List<Source> sources, int page, int size) {
        return Objects.requireNonNull(ClusterConnections.of(sources, true, page, size).block());
    }

    private static List<String> users(ClusterConnections page) {
        return page.connections().stream().map(LocatedConnection::userId).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 10, 11, 1_000})
    void showsEveryClientOnceOverAllPages(int size) {
        var gateways =
                List.of(
                        new Gateway("a", 4),
                        new Gateway("b", 0),
                        new Gateway("c", 3),
                        new Gateway("d", 11));
        var expected = gateways.stream().flatMap(gateway -> gateway.all().stream()).toList();
        var shown = new ArrayList<String>();
        for (int i = 0; i * size < expected.size(); i++) {
            var page = page(List.copyOf(gateways), i, size);
            assertThat(page.total()).isEqualTo(expected.size());
            assertThat(page.complete()).isTrue();
            assertThat(page.connections()).hasSizeLessThanOrEqualTo(size);
            shown.addAll(users(page));
        }
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void showsTheGatewayOfEachClient() {
        var page = page(List.of(new Gateway("a", 1), new Gateway("b", 1)), 0, 10);
        assertThat(page.connections())
                .containsExactly(
                        new LocatedConnection("a-0", START, "192.0.2.1", "a"),
                        new LocatedConnection("b-0", START, "192.0.2.1", "b"));
    }

    @Test
    void returnsAnEmptyPageAfterTheLast() {
        var page = page(List.of(new Gateway("a", 3)), 2_000_000, 1_000);
        assertThat(page.connections()).isEmpty();
        assertThat(page.total()).isEqualTo(3);
    }

    @Test
    void keepsThePlacesOfAGatewayThatDoesNotRespond() {
        List<Source> sources =
                List.of(new Gateway("a", 2), failing(new Gateway("b", 3), 0), new Gateway("c", 4));
        var first = page(sources, 0, 5);
        assertThat(first.complete()).isFalse();
        assertThat(first.missing()).containsExactly(new MissingGateway("b", 3));
        assertThat(first.total()).isEqualTo(9);
        assertThat(users(first)).containsExactly("a-0", "a-1");
        assertThat(users(page(sources, 1, 5))).containsExactly("c-0", "c-1", "c-2", "c-3");
    }

    @Test
    void namesAGatewayThatFailsBetweenRequests() {
        var page = page(List.of(new Gateway("a", 2), failing(new Gateway("b", 3), 1)), 0, 10);
        assertThat(page.missing()).containsExactly(new MissingGateway("b", 3));
        assertThat(users(page)).containsExactly("a-0", "a-1");
    }

    @Test
    void ignoresAnotherGatewayAtTheSameAddress() {
        var gone = new Gateway("gone", 2);
        var heir =
                new Source() {
                    @Override
                    public String gatewayId() {
                        return gone.gatewayId();
                    }

                    @Override
                    public int lastKnown() {
                        return gone.lastKnown();
                    }

                    @Override
                    public Mono<Connections> page(int page, int size) {
                        return new Gateway("heir", 1).page(page, size);
                    }
                };
        var page = page(List.of(heir, new Gateway("heir", 1)), 0, 10);
        assertThat(page.missing()).containsExactly(new MissingGateway("gone", 2));
        assertThat(users(page)).containsExactly("heir-0");
    }

    @Test
    void isIncompleteWithoutHeartbeats() {
        List<Source> own = List.of(new Gateway("a", 1));
        var page = Objects.requireNonNull(ClusterConnections.of(own, false, 0, 10).block());
        assertThat(page.complete()).isFalse();
        assertThat(page.missing()).isEmpty();
        assertThat(users(page)).containsExactly("a-0");
    }
}
