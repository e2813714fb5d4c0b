package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.TestTokens;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The snapshot that a customer, whose token names orders, receives on connect. */
class CustomerTest {

    private static final GatewayUnderTest SYSTEM = GatewayUnderTest.withSmallJournal();
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final PaymentRecords RECORDS = SYSTEM.records();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    private final String name = UUID.randomUUID().toString();

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    private String payment(int number) {
        return "pay-" + name + "-" + number;
    }

    private String order(int number) {
        return "order-" + name + "-" + number;
    }

    private static SocketClient connect(String token, String more) {
        return SocketClient.open(GATEWAY.socket("?token=" + token + more));
    }

    private static String token(String... orders) {
        return TOKENS.token().subject("customer").scopes("payments:read").orders(orders).signed();
    }

    private static String orderOf(JsonNode message) {
        return message.path("OrderReferenceId").asString("");
    }

    private static List<String> ordersOf(List<JsonNode> messages) {
        return messages.stream().map(CustomerTest::orderOf).toList();
    }

    private static String since(JsonNode message) {
        return "&since=" + message.path("Cursor").asString();
    }

    @Test
    void sendsASnapshotOfTheOrderAndThenUpdates() {
        RECORDS.send(event(payment(0), AUTHORIZED, order(0)), event(payment(0), CLOSED, order(0)));
        GATEWAY.awaitAll(RECORDS);
        var token = token(order(0));
        try (var customer = connect(token, "")) {
            var state = customer.await(1).getFirst();
            assertThat(state.path("Status").asString()).isEqualTo("closed");
            try (var resumed = connect(token, since(state))) {
                RECORDS.send(event(payment(1), AUTHORIZED, order(0)));
                assertThat(resumed.await(1).getFirst().path("PaymentId").asString())
                        .isEqualTo(payment(1));
                assertThat(customer.await(2).getLast().path("PaymentId").asString())
                        .isEqualTo(payment(1));
            }
        }
    }

    @Test
    void resumesASnapshotThatWasInterrupted() {
        IntStream.range(0, 3).forEach(i -> RECORDS.send(event(payment(i), CLOSED, order(i))));
        GATEWAY.awaitAll(RECORDS);
        var token = token(order(0), order(1), order(2));
        try (var customer = connect(token, "")) {
            var snapshot = customer.await(3);
            for (int received = 1; received <= 3; received++) {
                try (var resumed = connect(token, since(snapshot.get(received - 1)))) {
                    resumed.send("{\"type\":\"ping\"}");
                    assertThat(ordersOf(resumed.await(4 - received).subList(0, 3 - received)))
                            .isEqualTo(ordersOf(snapshot.subList(received, 3)));
                }
            }
        }
    }

    @Test
    void resumesASnapshotFromTheWelcome() {
        IntStream.range(0, 2).forEach(i -> RECORDS.send(event(payment(i), CLOSED, order(i))));
        GATEWAY.awaitAll(RECORDS);
        var token = token(order(0), order(1));
        try (var customer =
                SocketClient.openWithSubprotocols(
                        GATEWAY.socket(""), "paycast.v1", "bearer." + token)) {
            var snapshot = customer.await(3);
            var welcome = snapshot.getFirst();
            assertThat(welcome.path("type").asString()).isEqualTo("welcome");
            try (var resumed = connect(token, "&since=" + welcome.path("cursor").asString())) {
                assertThat(ordersOf(resumed.await(2))).isEqualTo(ordersOf(snapshot.subList(1, 3)));
            }
        }
    }

    @Test
    void sendsASnapshotOfWhatTheJournalHasEvicted() {
        RECORDS.send(event(payment(0), CLOSED, order(0)));
        // Four times the capacity of the journal.
        IntStream.range(0, 1_500)
                .forEach(i -> RECORDS.send(event(payment(1) + i, CLOSED, order(1))));
        GATEWAY.awaitAll(RECORDS);
        try (var customer = connect(token(order(0)), "")) {
            assertThat(ordersOf(customer.await(1))).containsExactly(order(0));
        }
    }
}
