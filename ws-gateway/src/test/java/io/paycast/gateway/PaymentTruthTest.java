package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.events.PaymentStatus.EXPIRED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.testsupport.TestTokens;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients see of a payment whose events come late, again, or with an update. */
class PaymentTruthTest {

    private static final GatewayUnderTest SYSTEM = GatewayUnderTest.withSmallJournal();
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final PaymentRecords RECORDS = SYSTEM.records();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    private final String name = UUID.randomUUID().toString();
    private final String payment = "pay-" + name;

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    @Test
    void updatedOrderIsShownToTheTokensOfBothOrders() {
        var before = "X-999-" + name;
        var after = "X-1000-" + name;
        try (var ofBefore = customer(before, "");
                var ofAfter = customer(after, "");
                var ofBoth = customer(before, "", after)) {
            RECORDS.send(event(payment, AUTHORIZED, before));
            RECORDS.send(event(payment, AUTHORIZED, after));
            RECORDS.send(event(payment, AUTHORIZED, before)); // a repeat: no client sees it
            RECORDS.send(event(payment, CLOSED, before));

            assertThat(ofBefore.await(3))
                    .extracting(this::order)
                    .containsExactly(before, after, after);
            assertThat(ofAfter.await(2)).extracting(this::order).containsExactly(after, after);
            assertThat(ofBoth.await(3))
                    .extracting(this::order)
                    .containsExactly(before, after, after);
        }
        for (var order : new String[] {before, after}) {
            try (var later = customer(order, "")) {
                var snapshot = later.await(1).getFirst();
                assertThat(order(snapshot)).isEqualTo(after);
                assertThat(snapshot.path("Status").asString()).isEqualTo("closed");
            }
        }
        try (var ofBoth = customer(before, "", after)) {
            assertThat(ofBoth.await(1)).hasSize(1);
        }
    }

    @Test
    void cancelledPaymentDoesNotLookPaid() {
        try (var client = customer("o-" + name, "")) {
            RECORDS.send(event(payment, CLOSED, "o-" + name));
            assertThat(client.await(1).getFirst().path("Outcome").asString())
                    .isEqualTo("cancelled");
        }
    }

    @Test
    void expiredPaymentThatWasCapturedIsShownAsPaid() {
        try (var client = customer("o-" + name, "")) {
            RECORDS.send(event(payment, EXPIRED, "o-" + name));
            RECORDS.send(captured("150.00", CurrencyCode.AED));
            var update = client.await(2).getLast();
            assertThat(update.path("Status").asString()).isEqualTo("authorized");
            assertThat(update.path("Outcome").asString()).isEqualTo("successful");
        }
    }

    @Test
    void paymentSeenInTwoCurrenciesIsStillShown() {
        try (var client = customer("o-" + name, "")) {
            RECORDS.send(captured("10.123", CurrencyCode.KWD), captured("10.12", CurrencyCode.AED));
            RECORDS.send(event(payment, CLOSED, "o-" + name, "10.12", CurrencyCode.AED));
            var updates = client.await(3);
            assertThat(updates)
                    .extracting(update -> update.path("CapturedAmount").decimalValue())
                    .containsExactly(
                            new BigDecimal("10.123"),
                            new BigDecimal("10.12"),
                            new BigDecimal("10.12"));
            assertThat(updates.getLast().path("Status").asString()).isEqualTo("closed");
        }
    }

    /** The clocks of producers differ; the broker accepts records up to an hour ahead. */
    @Test
    void fastClockMakesNeitherALiveNorAReplayedPaymentMoveBack() {
        var order = "o-" + name;
        String cursor;
        try (var client = customer(order, "")) {
            send(event(payment, CLOSED, order), Duration.ofMinutes(-30));
            cursor = client.await(1).getFirst().path("Cursor").asString();
        }
        send(event("fast-" + name, CLOSED, "fast-" + name), Duration.ofMinutes(58));
        send(event(payment, AUTHORIZED, order), Duration.ZERO); // late: no client sees it
        // four times what the journal holds, and then one more update
        IntStream.range(0, 1_500)
                .forEach(i -> send(event(payment + i, CLOSED, "other-" + name), Duration.ZERO));
        var last = event("last-" + name, CLOSED, order);
        send(last, Duration.ZERO);

        try (var now = customer(order, "")) {
            assertThat(now.await(2))
                    .extracting(update -> update.path("Status").asString())
                    .containsExactly("closed", "closed");
        }
        try (var resumed = customer(order, "&since=" + cursor)) {
            assertThat(resumed.await(1).getFirst().path("EventId").asString()).isEqualTo(last.id());
        }
    }

    private PaymentEvent captured(String amount, CurrencyCode currency) {
        var capture = new MoneyMovement("c", new BigDecimal(amount), null, null, null);
        return event(payment, AUTHORIZED, "o-" + name, amount, currency, capture);
    }

    /** Sends an event to partition 0, with the time of a clock that differs from ours. */
    private static void send(PaymentEvent event, Duration skew) {
        var time = Instant.now().plus(skew);
        var skewed = PaymentEvent.of(event.merchantCode(), time, event.payment());
        var encoded = new PaymentEventCodec().encode(skewed, null);
        RECORDS.send(
                new ProducerRecord<>(
                        encoded.topic(),
                        0,
                        time.toEpochMilli(),
                        encoded.key(),
                        encoded.value(),
                        encoded.headers()));
    }

    private String order(JsonNode update) {
        return update.path("OrderReferenceId").asString("");
    }

    private static SocketClient customer(String order, String more, String... otherOrders) {
        var orders = new String[otherOrders.length + 1];
        orders[0] = order;
        System.arraycopy(otherOrders, 0, orders, 1, otherOrders.length);
        var token =
                TOKENS.token()
                        .subject("customer-" + UUID.randomUUID())
                        .scopes("payments:read")
                        .orders(orders)
                        .signed();
        return SocketClient.open(GATEWAY.socket("?token=" + token + more));
    }
}
