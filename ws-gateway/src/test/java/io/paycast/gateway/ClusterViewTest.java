package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.cluster.Heartbeat;
import io.paycast.gateway.cluster.TestHeartbeats;
import io.paycast.testsupport.RestartableKafka;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What gateways on one broker show of each other. */
class ClusterViewTest {

    /** Gateways of other test classes on the same broker would belong to the cluster. */
    private static final RestartableKafka KAFKA = RestartableKafka.started();

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA.bootstrapServers());
    private static final String STATS = "/api/websocket/stats";
    private static final String CONNECTIONS = "/api/websocket/connections";

    private final String token = TOKENS.token("operator", "stats:read");
    private final RunningGateway one = start();
    private final RunningGateway two = start();

    private static RunningGateway start() {
        return RunningGateway.start(KAFKA.bootstrapServers(), TOKENS).live();
    }

    @AfterEach
    void stopGateways() {
        one.close();
        two.close();
    }

    @AfterAll
    static void stop() {
        RECORDS.close();
        TOKENS.close();
        KAFKA.close();
    }

    private JsonNode get(RunningGateway gateway, String path) {
        var answer = gateway.get(path, token);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private JsonNode cluster(RunningGateway gateway) {
        return get(gateway, STATS).path("cluster");
    }

    private static List<String> ids(JsonNode cluster) {
        return cluster.path("gateways").valueStream().map(g -> id(g)).toList();
    }

    private static String id(JsonNode gateway) {
        return gateway.path("gatewayId").asString();
    }

    private static String id(RunningGateway gateway) {
        return gateway.stats().gatewayId();
    }

    private static int opened(JsonNode cluster) {
        return cluster.path("counts").path("opened").asInt();
    }

    private void awaitKnown(RunningGateway gateway, String gatewayId) {
        Awaitility.await().until(() -> ids(cluster(gateway)).contains(gatewayId));
    }

    /** Requests a page until no gateway is missing; a slow one may be. */
    private JsonNode awaitPage(RunningGateway gateway, String query) {
        return Awaitility.await()
                .until(
                        () -> get(gateway, CONNECTIONS + query),
                        page -> page.path("missing").isEmpty());
    }

    private SocketClient connect(RunningGateway gateway, String user) {
        return SocketClient.open(gateway.socket("?token=" + TOKENS.token(user, "payments:read")));
    }

    @Test
    void showsTheSocketsOfEveryGateway() {
        awaitKnown(one, id(two));
        awaitKnown(two, id(one));
        try (var a = connect(one, "a");
                var b = connect(two, "b");
                var c = connect(two, "c")) {
            Awaitility.await()
                    .until(() ->
                            opened(cluster(one)) == 3
                                    && cluster(one).path("connections").asInt() == 3
                                    && cluster(two).path("connections").asInt() == 3);
            var seen = get(one, STATS);
            assertThat(seen.path("gatewayId").asString()).isEqualTo(id(one));
            assertThat(seen.path("connections").asInt()).isEqualTo(1);
            assertThat(seen.path("cluster").path("complete").asBoolean()).isTrue();
            assertThat(opened(seen.path("cluster"))).isEqualTo(3);
            assertThat(ids(seen.path("cluster"))).containsExactlyInAnyOrder(id(one), id(two));
            assertThat(List.of(a, b, c)).allMatch(SocketClient::isOpen);
        }
    }

    @Test
    void listsTheConnectionsOfAllGatewaysInPages() {
        awaitKnown(one, id(two));
        try (var a = connect(one, "a");
                var b = connect(two, "b");
                var c = connect(two, "c")) {
            var users = new TreeMap<String, String>();
            for (int i = 0; i < 3; i++) {
                var page = awaitPage(one, "?cluster=true&size=1&page=" + i);
                assertThat(page.path("total").asInt()).isEqualTo(3);
                assertThat(page.path("complete").asBoolean()).isTrue();
                var connection = page.path("connections").get(0);
                assertThat(connection.path("since").asString()).isNotEmpty();
                assertThat(connection.path("address").asString()).isEqualTo("127.0.0.1");
                users.put(connection.path("userId").asString(), id(connection));
            }
            assertThat(users).isEqualTo(Map.of("a", id(one), "b", id(two), "c", id(two)));
            var own = get(two, CONNECTIONS);
            assertThat(own.path("gatewayId").asString()).isEqualTo(id(two));
            assertThat(own.path("connections").valueStream().map(u -> u.path("userId").asString()))
                    .containsExactly("b", "c");
            assertThat(List.of(a, b, c)).allMatch(SocketClient::isOpen);
        }
    }

    @Test
    void removesAGatewayThatShutsDownAtOnce() {
        awaitKnown(one, id(two));
        var gone = id(two);
        two.close();
        // Sooner than a missing heartbeat would be noticed; the last one is at most 5 s old.
        Awaitility.await()
                .atMost(Cluster.MAX_SILENCE.minusSeconds(6))
                .until(() -> !ids(cluster(one)).contains(gone));
        assertThat(cluster(one).path("complete").asBoolean()).isTrue();
    }

    @Test
    void namesAGatewayThatDoesNotRespond() throws IOException {
        awaitKnown(one, id(two));
        var silent = "silent-" + UUID.randomUUID();
        try (var socket = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var a = connect(one, "a");
                var b = connect(two, "b")) {
            var address = URI.create("http://127.0.0.1:" + socket.getLocalPort());
            var page =
                    Awaitility.await()
                            .until(
                                    () -> {
                                        RECORDS.send(
                                                TestHeartbeats.of(silent, 7, address).encode());
                                        awaitKnown(one, silent);
                                        return get(one, CONNECTIONS + "?cluster=true");
                                    },
                                    it -> it.path("missing").size() == 1);
            assertThat(page.path("complete").asBoolean()).isFalse();
            var missing = page.path("missing");
            assertThat(id(missing.get(0))).isEqualTo(silent);
            assertThat(missing.get(0).path("connections").asInt()).isEqualTo(7);
            assertThat(page.path("total").asInt()).isEqualTo(9);
            assertThat(page.path("connections").valueStream().map(u -> u.path("userId").asString()))
                    .containsExactlyInAnyOrder("a", "b");
            assertThat(List.of(a, b)).allMatch(SocketClient::isOpen);
        } finally {
            RECORDS.send(Heartbeat.tombstone(silent));
        }
    }

    @Test
    void skipsRecordsThatAreNotHeartbeats() {
        awaitKnown(one, id(two));
        var after = "after-" + UUID.randomUUID();
        for (var poison : new String[] {"", "{", "null", "{\"stats\":{}}"}) {
            var value = poison.getBytes(StandardCharsets.UTF_8);
            RECORDS.send(new ProducerRecord<>(Topics.PRESENCE, "poison", value));
        }
        RECORDS.send(TestHeartbeats.of(after, 1).encode());
        awaitKnown(one, after);
        assertThat(ids(cluster(one))).doesNotContain("poison");
        RECORDS.send(Heartbeat.tombstone(after));
    }

    @Test
    void createsACompactedTopicWithTheBrokersTime() throws Exception {
        awaitKnown(one, id(two));
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, Topics.PRESENCE);
        try (var admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
            var config =
                    Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource)).all().get().get(resource));
            assertThat(config.get("cleanup.policy").value().split(",", -1))
                    .containsExactlyInAnyOrder("compact", "delete");
            assertThat(config.get("message.timestamp.type").value()).isEqualTo("LogAppendTime");
            assertThat(config.get("retention.ms").value()).isEqualTo("3600000");
        }
    }

    /** They are about the clients and payments of all merchants. */
    @Test
    void refusesStatsAndConnectionsToATokenForOneMerchantOrForOrders() {
        var ofMerchant = TOKENS.token().subject("m").scopes("stats:read").claim("merchant", "ae");
        var ofOrders = TOKENS.token().subject("c").scopes("stats:read").orders("order");
        for (var limited : List.of(ofMerchant.signed(), ofOrders.signed())) {
            for (var path : List.of(STATS, CONNECTIONS, CONNECTIONS + "?cluster=true")) {
                var refused = one.get(path, limited);
                assertThat(refused.statusCode()).as(path).isEqualTo(403);
                assertThat(refused.body()).contains("stats:read permits nothing");
            }
        }
        assertThat(one.get(STATS, token).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAClusterPageWithoutTheScope() {
        var path = CONNECTIONS + "?cluster=true";
        assertThat(one.get(path, "").statusCode()).isEqualTo(401);
        assertThat(one.get(path, TOKENS.token("u", "payments:read")).statusCode()).isEqualTo(403);
        assertThat(one.get(CONNECTIONS + "?cluster=maybe", token).statusCode()).isEqualTo(400);
    }
}
