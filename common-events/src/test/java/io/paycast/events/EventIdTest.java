package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent.Source;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventIdTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-23T07:38:00Z");

    @Test
    void givesARepeatedDeliveryTheSameId() {
        var first = closed().event(RECEIVED);
        var repeat = closed().event(RECEIVED.plusSeconds(60));

        assertThat(repeat.id()).isEqualTo(first.id()).matches("[A-Za-z0-9_-]{22}");
    }

    @Test
    void doesNotDependOnTheOrderOfCaptures() {
        assertThat(id(closed().capture("1", "40").capture("2", "60")))
                .isEqualTo(id(closed().capture("2", "60").capture("1", "40")));
    }

    @Test
    void doesNotDependOnHowTabbyWritesAnAmount() {
        assertThat(id(closed().amount("100").capture("1", "40.0")))
                .isEqualTo(id(closed().amount("100.00").capture("1", "40.00")));
    }

    @Test
    void ignoresWhatNoClientIsShown() {
        assertThat(id(closed().expiredFlag().closedAt(RECEIVED))).isEqualTo(id(closed()));
    }

    @Test
    void givesEachChangeThatAClientIsShownAnotherId() {
        var payments =
                List.of(
                        closed(),
                        closed().of("sa"),
                        closed().from(Source.RETRIEVE),
                        closed().from(Source.RETRIEVE_UNKNOWN),
                        new TestPayment(PaymentStatus.REJECTED),
                        closed().amount("120"),
                        closed().amount("150"),
                        closed().in(CurrencyCode.SAR),
                        closed().test(),
                        closed().order("order-2"),
                        closed().order(""),
                        closed().order(null),
                        closed().capture("1", "40"),
                        closed().capture("2", "40"),
                        closed().capture("1", "60"),
                        closed().capture("1", "40").capture("2", "60"),
                        closed().refund("1", "40"),
                        closed().capture("1", "40").refund("1", "40"));
        assertThat(payments).extracting(EventIdTest::id).doesNotHaveDuplicates();
    }

    @Test
    void keepsFieldBoundariesApart() {
        assertThat(EventId.ofFields("ab", "c")).isNotEqualTo(EventId.ofFields("a", "bc"));
    }

    private static TestPayment closed() {
        return new TestPayment(PaymentStatus.CLOSED);
    }

    private static String id(TestPayment payment) {
        return payment.event(RECEIVED).id();
    }
}
