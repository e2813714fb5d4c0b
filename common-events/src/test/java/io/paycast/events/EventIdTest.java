package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventIdTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-23T07:38:00Z");
    private static final MoneyMovement FIRST = movement("1", "40.00");
    private static final MoneyMovement SECOND = movement("2", "60.00");

    @Test
    void givesARepeatedDeliveryTheSameId() {
        var payment = payment(PaymentStatus.AUTHORIZED, "order", List.of(FIRST), List.of());
        var first = PaymentEvent.of("ae", RECEIVED, payment);
        var repeat = PaymentEvent.of("ae", RECEIVED.plusSeconds(60), payment);

        assertThat(repeat.id()).isEqualTo(first.id()).matches("[A-Za-z0-9_-]{22}");
    }

    @Test
    void doesNotDependOnTheOrderOfCaptures() {
        assertThat(id("ae", PaymentStatus.CLOSED, "order", List.of(FIRST, SECOND), List.of()))
                .isEqualTo(
                        id("ae", PaymentStatus.CLOSED, "order", List.of(SECOND, FIRST), List.of()));
    }

    @Test
    void givesEachMeaningfulChangeAnotherId() {
        assertThat(
                        List.of(
                                id("ae", PaymentStatus.CLOSED, "order", List.of(FIRST), List.of()),
                                id("sa", PaymentStatus.CLOSED, "order", List.of(FIRST), List.of()),
                                id(
                                        "ae",
                                        PaymentStatus.REJECTED,
                                        "order",
                                        List.of(FIRST),
                                        List.of()),
                                id(
                                        "ae",
                                        PaymentStatus.CLOSED,
                                        "order-2",
                                        List.of(FIRST),
                                        List.of()),
                                id("ae", PaymentStatus.CLOSED, "order", List.of(SECOND), List.of()),
                                id("ae", PaymentStatus.CLOSED, "order", List.of(), List.of(FIRST))))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsFieldBoundariesApart() {
        assertThat(EventId.ofFields("ab", "c")).isNotEqualTo(EventId.ofFields("a", "bc"));
    }

    private static String id(
            String merchantCode,
            PaymentStatus status,
            String order,
            List<MoneyMovement> captures,
            List<MoneyMovement> refunds) {
        return EventId.of(merchantCode, payment(status, order, captures, refunds));
    }

    private static PaymentSnapshot payment(
            PaymentStatus status,
            String order,
            List<MoneyMovement> captures,
            List<MoneyMovement> refunds) {
        return new PaymentSnapshot(
                "pay-1",
                status,
                new BigDecimal("100.00"),
                CurrencyCode.AED,
                order,
                captures,
                refunds,
                false,
                false,
                RECEIVED,
                null,
                null);
    }

    private static MoneyMovement movement(String id, String amount) {
        return new MoneyMovement(id, new BigDecimal(amount), null, null, null);
    }
}
