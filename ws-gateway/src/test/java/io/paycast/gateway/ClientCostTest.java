package io.paycast.gateway;

import static io.paycast.gateway.RawClient.CONTINUATION;
import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PING;
import static io.paycast.gateway.RawClient.TEXT;
import static io.paycast.gateway.RawClient.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one client may hold and spend: each attack ends at its limit, and costs nobody else. */
class ClientCostTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS = new PaymentRecords(KAFKA);

    private static final int MAX_HTTP_CONNECTIONS = 60;
    private static final int MESSAGES_PER_MINUTE = 100_000;

    private static final int MEMORY = 1024 * 1024;

    /** What one subject may hold of each memory. */
    private static final int SHARE = MEMORY / 7;

    private static final RunningGateway GATEWAY =
            RunningGateway.start(
                            KAFKA,
                            TOKENS,
                            "paycast.gateway.messages-per-minute=" + MESSAGES_PER_MINUTE,
                            "paycast.gateway.max-http-connections=" + MAX_HTTP_CONNECTIONS,
                            // a client that sends nothing has time until the test looks
                            "paycast.http.header-timeout=1m",
                            "paycast.gateway.max-token-memory=1MB",
                            "paycast.gateway.max-filter-memory=1MB",
                            "paycast.gateway.max-buffer-memory=1MB")
                    .live();

    private final String subject = "subject-" + UUID.randomUUID();
    private final List<RawClient> open = new ArrayList<>();

    @AfterEach
    void closeSockets() {
        open.forEach(RawClient::close);
        GATEWAY.awaitNoConnections();
        Awaitility.await()
                .untilAsserted(() -> {
                    assertThat(level("tokenBytes")).isZero();
                    assertThat(level("filterBytes")).isZero();
                    assertThat(level("bufferBytes")).isZero();
                    assertThat(level("connectionsOfBusiestSubject")).isZero();
                });
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        RECORDS.close();
        TOKENS.close();
    }

    private static long level(String name) {
        return Objects.requireNonNull(GATEWAY.stats().levels().get(name), name);
    }

    private static long count(String name) {
        return Objects.requireNonNull(GATEWAY.stats().counts().get(name), name);
    }

    private String user() {
        return TOKENS.token(subject, "payments:read");
    }

    private String customer(String... orders) {
        return TOKENS.token().subject(subject).orders(orders).signed();
    }

    private RawClient connect(String token) {
        return connect(token, 0);
    }

    private RawClient connect(String token, int receiveBytes) {
        var client = RawClient.connect(GATEWAY, "127.0.0.1", receiveBytes);
        return upgraded(client, token);
    }

    private RawClient connectFrom(String address, String token) {
        return upgraded(RawClient.connect(GATEWAY, address), token);
    }

    private RawClient upgraded(RawClient client, String token) {
        open.add(client);
        assertThat(client.upgrade("/ws?token=" + token).status()).isEqualTo(101);
        return client;
    }

    private static String names(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"%s\"".formatted("%d-".formatted(i).concat("x".repeat(length))))
                .collect(joining(",", "[", "]"));
    }

    private static String subscribe(String member, String names) {
        return "{\"type\":\"subscribe\",\"%s\":%s}".formatted(member, names);
    }

    private static String reply(RawClient client) {
        return Objects.requireNonNull(client.next(), "a reply").text();
    }

    private static void assertAnswersPing(RawClient client) {
        client.sendText("{\"type\":\"ping\"}");
        assertThat(reply(client)).isEqualTo("{\"type\":\"pong\"}");
    }

    @Test
    void closesConnectionsThatSendNothingBeyondTheLimitOfTheirAddress() {
        long refused = count("connectionsRefused");
        for (int i = 0; i <= MAX_HTTP_CONNECTIONS / 2; i++) {
            open.add(RawClient.connect(GATEWAY, "127.0.0.9"));
        }
        Awaitility.await().until(() -> count("connectionsRefused") == refused + 1);
        long closed = open.stream().filter(ClientCostTest::isClosedWithoutResponse).count();
        assertThat(closed).isEqualTo(1);
        try (var more = RawClient.connect(GATEWAY, "127.0.0.9")) {
            assertThat(more.upgrade("/ws").status()).isEqualTo(401);
        }
    }

    private static boolean isClosedWithoutResponse(RawClient client) {
        try {
            assertThat(client.upgrade("/ws").status()).isEqualTo(401);
            client.awaitEnd();
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void keepsNoOrderThatTheTokenDoesNotPermit() {
        var client = connect(customer(subject)); // an order without payments: no snapshot
        long before = level("tokenBytes");
        client.sendText(subscribe("orders", names(1_000, 5)));
        assertThat(reply(client)).isEqualTo("{\"type\":\"subscribed\"}");
        assertThat(level("tokenBytes")).isEqualTo(before);
        assertThat(level("filterBytes")).isZero();
    }

    @Test
    void refusesTheTwentyFirstSocketOfACustomer() {
        var token = customer(subject);
        for (int i = 0; i < 20; i++) {
            connect(token);
        }
        long refused = refusedByReason("subjectLimit");
        try (var more = RawClient.connect(GATEWAY)) {
            var answer = more.upgrade("/ws?token=" + token);
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.header("retry-after")).isEqualTo("10");
            assertThat(answer.body())
                    .contains("The token's subject has reached its limit of 20 connections.");
        }
        assertThat(refusedByReason("subjectLimit")).isEqualTo(refused + 1);
        assertThat(level("connectionsOfBusiestSubject")).isEqualTo(20);
        assertThat(level("maxConnectionsOfACustomer")).isEqualTo(20);
        assertAnswersPing(connect(TOKENS.token().subject(subject + "2").orders(subject).signed()));
    }

    private static long refusedByReason(String reason) {
        return Objects.requireNonNull(GATEWAY.stats().refusedByReason().get(reason), reason);
    }

    @Test
    void refusesFiltersBeyondTheSubjectsShareAndKeepsTheEarlierFilter() {
        long refused = count("filtersRefused");
        var many = subscribe("payments", names(500, 10));
        var first = connect(user());
        first.sendText(many);
        assertThat(reply(first)).isEqualTo("{\"type\":\"subscribed\"}");
        var second = connect(user());
        second.sendText(many);
        assertThat(reply(second))
                .contains("\"too_many\"")
                .contains("take more memory than the gateway has left for this subject.");
        assertAnswersPing(second);
        assertThat(level("filterBytes")).isBetween(100_000L, (long) SHARE);
        assertThat(count("filtersRefused")).isEqualTo(refused + 1);
        var other = connect(TOKENS.token(subject + "2", "payments:read"));
        other.sendText(subscribe("payments", names(200, 10)));
        assertThat(reply(other)).isEqualTo("{\"type\":\"subscribed\"}");
    }

    @Test
    void refusesAFilterOfMoreThanFiftyPaymentsOfACustomer() {
        var refusal = "A customer's filter names at most 50 payments.";
        long refused = count("filtersRefused");
        var client = connect(customer(subject));
        client.sendText(subscribe("payments", names(51, 10)));
        assertThat(reply(client)).contains("\"too_many\"").contains(refusal);
        assertThat(count("filtersRefused")).isEqualTo(refused + 1);
        client.sendText(subscribe("payments", names(50, 10)));
        assertThat(reply(client)).isEqualTo("{\"type\":\"subscribed\"}");
        var query = IntStream.range(0, 51).mapToObj("&payment=p%d"::formatted).collect(joining());
        try (var more = RawClient.connect(GATEWAY)) {
            var answer = more.upgrade("/ws?token=" + customer(subject) + query);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains(refusal);
        }
    }

    /** Each of many users takes for its filter what it can get. */
    @Test
    void filtersOfManySubjectsKeepNoCustomerFromItsOrders() {
        for (int i = 0; i < 16; i++) {
            var attacker =
                    connectFrom("127.0.0.66", TOKENS.token(subject + "-" + i, "payments:read"));
            boolean refused = true;
            for (int count = 1_024; refused && count > 0; count /= 4) {
                attacker.sendText(subscribe("payments", names(Math.min(count, 1_000), 10)));
                refused = !reply(attacker).equals("{\"type\":\"subscribed\"}");
            }
        }
        assertThat(level("filterBytes")).isLessThanOrEqualTo(MEMORY / 4);
        for (var address : List.of("127.0.0.66", "127.0.0.67")) {
            var honest = connectFrom(address, customer(subject));
            honest.sendText(subscribe("orders", "[\"%s\"]".formatted(subject)));
            assertThat(reply(honest)).isEqualTo("{\"type\":\"subscribed\"}");
        }
        var elsewhere = connectFrom("127.0.0.67", customer(subject));
        elsewhere.sendText(subscribe("payments", names(50, 100)));
        assertThat(reply(elsewhere)).isEqualTo("{\"type\":\"subscribed\"}");
    }

    @Test
    void refusesATokenWhoseOrdersTakeMoreThanTheSubjectsShareAndKeepsTheOldOne() {
        var orders = IntStream.range(0, 500).mapToObj(i -> "order" + i).toArray(String[]::new);
        connect(customer(orders));
        long refused = refusedByReason("filterMemory");
        try (var more = RawClient.connect(GATEWAY)) {
            var answer = more.upgrade("/ws", "Authorization: Bearer " + customer(orders));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("take more memory than the gateway has left");
        }
        assertThat(refusedByReason("filterMemory")).isEqualTo(refused + 1);
        var small = connect(customer("one-of-" + subject));
        small.sendText("{\"type\":\"refresh\",\"token\":\"%s\"}".formatted(customer(orders)));
        assertThat(reply(small)).contains("\"refresh_refused\"").contains("more memory");
        assertAnswersPing(small);
    }

    @Test
    void closesASocketWhoseUnfinishedFramesTakeMoreThanTheSubjectsShare() {
        long refused = count("buffersRefused");
        var honest = connect(TOKENS.token(subject + "2", "payments:read"));
        var whole = frame(FIN | TEXT, new byte[60_000]);
        var unfinished = Arrays.copyOf(whole, 59_000);
        var clients = IntStream.range(0, 5).mapToObj(_ -> connect(user())).toList();
        for (var client : clients) {
            client.send(unfinished);
        }
        Awaitility.await().until(() -> count("buffersRefused") > refused);
        assertThat(level("bufferBytes")).isLessThanOrEqualTo(SHARE);
        assertAnswersPing(honest);
        assertThat(closeFrames(clients, Arrays.copyOfRange(whole, 59_000, whole.length)))
                .isNotEmpty()
                .allSatisfy(close -> {
                    assertThat(close.closeCode()).isEqualTo(1009);
                    assertThat(close.closeReason())
                            .isEqualTo(
                                    "The unfinished messages of this user take too much memory."
                                            + " Send messages whole.");
                });
    }

    /** The close frames of those that the gateway closes; the others get a reply to the message. */
    private static List<RawClient.Frame> closeFrames(List<RawClient> clients, byte[] rest) {
        var closed = new ArrayList<RawClient.Frame>();
        for (var client : clients) {
            client.sendWhileOpen(rest);
            var first = client.next();
            if (first != null && first.opcode() == RawClient.CLOSE) {
                closed.add(first);
            }
        }
        return closed;
    }

    @Test
    void closesASocketWhoseFragmentsTakeMoreThanTheSubjectsShare() {
        long refused = count("buffersRefused");
        var first = connect(user());
        first.send(fragments(400));
        assertThat(Objects.requireNonNull(first.next()).opcode()).isEqualTo(RawClient.PONG);
        var second = connect(user());
        second.send(fragments(400));
        assertThat(second.closeFrame().closeCode()).isEqualTo(1009);
        assertThat(count("buffersRefused")).isGreaterThan(refused);
        assertThat(level("bufferBytes")).isLessThanOrEqualTo(SHARE);
    }

    /**
     * A message of empty fragments without its last one, and a ping that shows that it was read.
     */
    private static byte[] fragments(int count) {
        var fragments = new ByteArrayOutputStream();
        fragments.writeBytes(frame(TEXT, new byte[0]));
        for (int i = 0; i < count; i++) {
            fragments.writeBytes(frame(CONTINUATION, new byte[0]));
        }
        fragments.writeBytes(frame(FIN | PING, new byte[0]));
        return fragments.toByteArray();
    }

    /** Each of many users leaves as many fragments unfinished as it can. */
    @Test
    void unfinishedMessagesOfManySubjectsCloseNobodyElse() {
        for (int i = 0; i < 12; i++) {
            var attacker =
                    connectFrom("127.0.0.66", TOKENS.token(subject + "-" + i, "payments:read"));
            attacker.send(fragments(900));
            assertThat(Objects.requireNonNull(attacker.next()).opcode())
                    .isIn(RawClient.PONG, RawClient.CLOSE);
        }
        assertThat(level("bufferBytes")).isLessThanOrEqualTo(MEMORY / 4);
        var honest = connectFrom("127.0.0.67", customer(subject));
        honest.send(frame(TEXT, "{\"type\":".getBytes(UTF_8)));
        honest.send(frame(FIN | CONTINUATION, "\"ping\"}".getBytes(UTF_8)));
        assertThat(reply(honest)).isEqualTo("{\"type\":\"pong\"}");
    }

    @Test
    void closesASocketOfACustomerBeyond256Fragments() {
        var client = connect(customer(subject));
        client.send(frame(TEXT, new byte[0]));
        for (int i = 0; i < 256; i++) {
            client.send(frame(CONTINUATION, new byte[0]));
        }
        assertThat(client.closeFrame().closeCode()).isEqualTo(1009);
    }

    @Test
    void closesASocketWhoseUnreadRepliesTakeMoreThanTheSubjectsShare() {
        long refused = count("buffersRefused");
        var pings = frame(FIN | PING, new byte[125]);
        var honest = connect(TOKENS.token(subject + "2", "payments:read"));
        for (int i = 0; i < 3 && count("buffersRefused") == refused; i++) {
            sendUntilClosed(connect(user(), 4 * 1024), pings, refused);
        }
        assertThat(count("buffersRefused")).isGreaterThan(refused);
        assertThat(level("bufferBytes")).isLessThanOrEqualTo(SHARE);
        assertAnswersPing(honest);
    }

    private static void sendUntilClosed(RawClient client, byte[] pings, long refused) {
        long tooSlow = tooSlow();
        try {
            for (int i = 0; i < MESSAGES_PER_MINUTE - 1; i++) {
                client.send(pings);
                if (i % 1_000 == 0 && (tooSlow() > tooSlow || count("buffersRefused") > refused)) {
                    return;
                }
            }
        } catch (UncheckedIOException closed) {
            // the gateway did not wait for the close timeout
        }
    }

    private static long tooSlow() {
        return GATEWAY.stats().closedByCode().getOrDefault("4408", 0L);
    }

    @Test
    void limitsAMessageOfACustomerTo16KiB() {
        var ping = "{\"type\":\"ping\"}";
        var customer = connect(customer(subject));
        customer.sendText(ping + " ".repeat(16 * 1024 - ping.length()));
        assertThat(reply(customer)).isEqualTo("{\"type\":\"pong\"}");
        customer.sendText(ping + " ".repeat(16 * 1024 + 1 - ping.length()));
        assertThat(customer.closeFrame().closeCode()).isEqualTo(1009);
        var user = connect(user());
        user.sendText(ping + " ".repeat(64 * 1024 - ping.length()));
        assertThat(reply(user)).isEqualTo("{\"type\":\"pong\"}");
    }

    @Test
    void verifiesOneTokenOfASocketAtATime() {
        var client = connect(user());
        var refresh =
                frame(
                        FIN | TEXT,
                        "{\"type\":\"refresh\",\"token\":\"%s\"}"
                                .formatted(user())
                                .getBytes(UTF_8));
        var many = new byte[refresh.length * 50];
        for (int i = 0; i < 50; i++) {
            System.arraycopy(refresh, 0, many, i * refresh.length, refresh.length);
        }
        client.send(many);
        var replies = IntStream.range(0, 50).mapToObj(_ -> reply(client)).toList();
        assertThat(replies)
                .contains("{\"type\":\"refreshed\"}")
                .anyMatch(it -> it.contains("The previous token is still being verified."));
    }
}
