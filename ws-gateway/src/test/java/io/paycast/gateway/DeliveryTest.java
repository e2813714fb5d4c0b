package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.events.PaymentStatus.CREATED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.Topics;
import io.paycast.testsupport.TestTokens;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** From Kafka to sockets, over a real broker and with the JDK's WebSocket client. */
class DeliveryTest {

    private static final GatewayUnderTest SYSTEM = GatewayUnderTest.live();
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final PaymentRecords RECORDS = SYSTEM.records();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    private static final MoneyMovement CAPTURE =
            new MoneyMovement("capture", new BigDecimal("150.00"), null, null, null);

    private final String payment = "pay_" + UUID.randomUUID();
    private final String order = "order-" + payment;

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    private static SocketClient connect(String query) {
        var token = TOKENS.token("demo", "payments:read");
        return SocketClient.open(GATEWAY.socket("?token=" + token + query));
    }

    @Test
    void deliversAnUpdateToEveryClientInThePublishedFormat() {
        try (var one = connect("");
                var other = connect("")) {
            var event = event(payment, AUTHORIZED, order);
            RECORDS.send(event);
            var update = one.await(1).getFirst();
            assertThat(one.received().getFirst())
                    .startsWith(
                            ("{\"PaymentId\":\"%s\",\"Status\":\"authorized\",\"Amount\":150.00,"
                                            + "\"OrderReferenceId\":\"%s\","
                                            + "\"Currency\":\"AED\",\"CapturedAmount\":0.00,"
                                            + "\"RefundedAmount\":0.00,"
                                            + "\"Outcome\":\"successful\",\"MerchantCode\":\"ae\","
                                            + "\"IsTest\":false,\"EventId\":\"%s\",\"ReceivedAt\":\"")
                                    .formatted(payment, order, event.id()));
            assertThat(update.path("Cursor").asString()).matches("[A-Za-z0-9_-]{59}");
            other.await(1);
            assertThat(other.received()).isEqualTo(one.received());
        }
    }

    @Test
    void hidesRepeatedAndLateEvents() {
        try (var client = connect("")) {
            RECORDS.send(
                    event(payment, AUTHORIZED, payment),
                    event(payment, AUTHORIZED, payment),
                    event(payment, CLOSED, payment),
                    event(payment, CREATED, payment),
                    event(payment, AUTHORIZED, payment),
                    // A change again, after the others, because order is kept per payment.
                    event(payment, CLOSED, payment, "150.00", CurrencyCode.AED, CAPTURE));
            client.await(3);
            assertThat(client.messages())
                    .extracting(m -> m.path("Status").asString() + m.path("CapturedAmount"))
                    .containsExactly("authorized0.0", "closed0.0", "closed150.0");
        }
    }

    @Test
    void writesKuwaitiAmountsWithThreeDecimals() {
        try (var client = connect("")) {
            RECORDS.send(event(payment, AUTHORIZED, payment, "12.345", CurrencyCode.KWD));
            client.await(1);
            assertThat(client.received().getFirst()).contains("\"Amount\":12.345,");
        }
    }

    @Test
    void skipsRecordsThatAreNotPaymentEvents() {
        try (var client = connect("")) {
            for (var value : new String[] {"", "{", "{\"amount\":1e999999999}", "[]"}) {
                RECORDS.send(
                        new ProducerRecord<>(
                                Topics.PAYMENT_EVENTS,
                                payment,
                                value.getBytes(StandardCharsets.UTF_8)));
            }
            RECORDS.send(event(payment, AUTHORIZED, payment));
            assertThat(client.await(1).getFirst().path("PaymentId").asString()).isEqualTo(payment);
        }
    }

    @Test
    void deliversOnlyWhatTheFilterSelects() {
        try (var byOrder = connect("&order=" + order);
                var byPayment = connect("&payment=" + payment);
                var everything = connect("")) {
            RECORDS.send(
                    event(payment + "-1", AUTHORIZED, order),
                    event(payment, AUTHORIZED, "not-" + order),
                    event(payment + "-2", AUTHORIZED, order));
            everything.await(3);
            assertThat(byOrder.await(2))
                    .extracting(m -> m.path("PaymentId").asString())
                    .containsExactlyInAnyOrder(payment + "-1", payment + "-2");
            assertThat(byPayment.await(1))
                    .extracting(m -> m.path("PaymentId").asString())
                    .containsExactly(payment);
        }
    }

    @Test
    void limitsACustomerToTheOrdersOfItsToken() {
        var mine = "mine-" + payment;
        var theirs = "theirs-" + payment;
        var token = TOKENS.token().subject("c").scopes("payments:read").orders(mine).signed();
        try (var customer =
                        SocketClient.open(GATEWAY.socket("?order=" + theirs + "&token=" + token));
                var everything = connect("")) {
            customer.send(
                    "{\"type\":\"subscribe\",\"orders\":[\"%s\",\"%s\"]}".formatted(mine, theirs));
            assertThat(customer.await(1).getFirst().path("type").asString())
                    .isEqualTo("subscribed");
            RECORDS.send(
                    event(payment + "-1", AUTHORIZED, theirs),
                    event(payment + "-2", AUTHORIZED, mine));
            everything.await(2);
            assertThat(customer.await(2).getLast().path("PaymentId").asString())
                    .isEqualTo(payment + "-2");
        }
    }

    @Test
    void answersPingsAndReportsInvalidMessages() {
        try (var client = connect("")) {
            client.send("{\"type\":\"ping\"}");
            client.send("nonsense");
            client.send("{\"type\":\"dance\"}");
            var answers = client.await(3);
            assertThat(client.received().getFirst()).isEqualTo("{\"type\":\"pong\"}");
            assertThat(answers.get(1).path("code").asString()).isEqualTo("bad_json");
            assertThat(answers.get(2).path("code").asString()).isEqualTo("unknown_type");
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void sendsAWelcomeToTheSubprotocol() {
        var token = TOKENS.token("demo", "payments:read");
        try (var client =
                SocketClient.openWithSubprotocols(
                        GATEWAY.socket(""), "paycast.v1", "bearer." + token)) {
            assertThat(client.raw().getSubprotocol()).isEqualTo("paycast.v1");
            var welcome = client.await(1).getFirst();
            assertThat(welcome.path("type").asString()).isEqualTo("welcome");
            assertThat(welcome.path("pingSeconds").asInt()).isEqualTo(25);
            assertThat(welcome.path("cursor").asString()).isNotEmpty();
        }
    }
}
