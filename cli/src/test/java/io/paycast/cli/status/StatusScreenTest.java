package io.paycast.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Renders documents that {@code paycast status --json} printed. */
class StatusScreenTest {

    private static final URI BASE = URI.create("http://localhost:7274");
    private static final Instant NOW = Instant.parse("2026-11-29T17:28:01Z");

    private final StatusScreen screen = new StatusScreen(false);

    @Test
    void alignsTheRowsOfOneGateway() throws IOException {
        assertThat(render(screen, document("one-gateway.json")))
                .isEqualTo(
                        """
                        Paycast at http://localhost:7274 is up.

                        Services  gateway up              ingest up               auth up
                        Kafka     connected               lag 0 records
                        Sockets   2 of 100,000 open       2 of 10,000 from one address
                        Rates     2.0 updates/s           4.0 writes/s            1.3 KiB/s
                        Latency   p50 13.4 ms             p99 146.0 ms            max 146.0 ms
                        Journal   0.0 of 64.0 MiB         oldest 1 s
                        Replays   0 running               0 waiting
                        Total     20 records              10 updates              10 repeats
                        Refused   1 not an upgrade
                        Closed    1 connection lost

                        Gateway    sockets  updates/s    p50 ms    p99 ms      lag  journal MiB  uptime
                        cc27b10f         2        2.0      13.4     146.0        0          0.0  1 h 1 min
                        """);
    }

    @Test
    void sumsCountsOfAllGatewaysAndShowsOnlyRefusalsThatAreNotZero() throws IOException {
        assertThat(screen.stats(document("two-gateways.json").path("stats"), NOW))
                .isEqualTo(
                        """
                        Sockets   85,002 of 200,000 open  9,100 of 10,000 from one address
                        Rates     1,522.4 updates/s       98,004.0 writes/s       51,201.3 KiB/s
                        Latency   p50 13.4 ms             p99 146.0 ms            max 1,312.0 ms
                        Journal   64.0 of 64.0 MiB        oldest 12 min 34 s
                        Replays   4 running               7 waiting
                        Total     1,234,567 records       1,000,001 updates       234,565 repeats
                                  1 invalid record        2 bans
                        Refused   31 address limit        5 invalid token         1 not an upgrade
                                  1 too many orders
                        Closed    410 normal (1000)       12 drain (1001)         3 too slow (4408)
                                  2 rate limited (4429)   4,096 connection lost

                        Gateway    sockets  updates/s    p50 ms    p99 ms      lag  journal MiB  uptime
                        7be1a0d2    85,000    1,520.4       3.4      48.3    1,250         64.0  2 d 4 h
                        cc27b10f         2        2.0      13.4     146.0        0          0.0  1 h 1 min
                        The list may be incomplete: this gateway receives no heartbeats now.
                        """);
    }

    @Test
    void showsWhatIsDown() {
        var health = json("{\"status\":\"OUT_OF_SERVICE\",\"feed\":\"CONNECTING\",\"kafkaLag\":3}");
        assertThat(screen.health(BASE, health, ServiceState.DOWN, ServiceState.ELSEWHERE))
                .isEqualTo(
                        """
                        Paycast at http://localhost:7274 is not ready.

                        Services  gateway not ready       ingest down             auth not here
                        Kafka     not reachable           lag 3 records
                        """);
    }

    @Test
    void coloursCellsWithoutChangingTheirAlignment() throws IOException {
        var document = document("two-gateways.json");
        var coloured = render(new StatusScreen(true), document);
        assertThat(coloured)
                .contains("\u001b[32mgateway up", "\u001b[33m31 address limit", "\u001b[1mSockets")
                .doesNotContain("\u001b[33m410 normal");
        assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(render(screen, document));
        assertThat(render(screen, document)).doesNotContain("\u001b");
    }

    @Test
    void rendersADocumentWithoutMembers() {
        assertThat(screen.stats(json("{}"), NOW))
                .contains("0 of 0 open", "no updates in the last minute", "Refused   none");
    }

    @Test
    void removesControlCharactersOfTheServer() {
        var stats =
                json(
                        """
                        {"gatewayId":"\\u001b[2J","startedAt":"\\u0007","refusedByReason":{"a\\u001b]0;x":1}}
                        """);
        assertThat(screen.stats(stats, NOW)).doesNotContain("\u001b", "\u0007").contains("?[2J");
    }

    private static String render(StatusScreen screen, JsonNode document) {
        return screen.health(BASE, document.path("health"), ServiceState.UP, ServiceState.UP)
                + screen.stats(document.path("stats"), NOW);
    }

    private static JsonNode document(String name) throws IOException {
        try (var stream = StatusScreenTest.class.getResourceAsStream(name)) {
            return JsonMapper.shared().readTree(Objects.requireNonNull(stream, name));
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
