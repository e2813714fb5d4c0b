package io.paycast.gateway.ledger;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.events.PaymentView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");

    private final List<PaymentView> evicted = new ArrayList<>();
    private final Ledger ledger = new Ledger(Duration.ofMinutes(60), 3, evicted::add);

    @Test
    void reportsChangesAndNotRepeats() {
        assertThat(ledger.apply(event("ae", "p", AUTHORIZED, 0))).isPresent();
        assertThat(ledger.apply(event("ae", "p", AUTHORIZED, 4))).isEmpty();
        assertThat(ledger.apply(event("ae", "p", CLOSED, 5))).isPresent();
        assertThat(ledger.apply(event("ae", "p", AUTHORIZED, 16))).isEmpty();
    }

    @Test
    void separatesThePaymentsOfMerchants() {
        assertThat(ledger.apply(event("ae", "p", AUTHORIZED, 0))).isPresent();
        assertThat(ledger.apply(event("sa", "p", AUTHORIZED, 0))).isPresent();
    }

    @Test
    void remembersAPaymentForTheWindowAfterItsLastEvent() {
        ledger.apply(event("ae", "p", CLOSED, 0));
        ledger.apply(event("ae", "p", AUTHORIZED, 59));
        ledger.apply(event("ae", "other", CLOSED, 118));
        assertThat(ledger.apply(event("ae", "p", AUTHORIZED, 118))).isEmpty();
        ledger.apply(event("ae", "other", CLOSED, 179));
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void evictsThePaymentWithTheOldestEvent() {
        for (var payment : List.of("p1", "p2", "p3")) {
            ledger.apply(event("ae", payment, CLOSED, 0));
        }
        ledger.apply(event("ae", "p1", CLOSED, 1));
        ledger.apply(event("ae", "p4", CLOSED, 2));
        assertThat(ledger.size()).isEqualTo(3);
        assertThat(ledger.apply(event("ae", "p1", CLOSED, 3))).isEmpty();
        assertThat(evicted).extracting(PaymentView::paymentId).containsExactly("p2");
        assertThat(ledger.apply(event("ae", "p2", CLOSED, 3))).isPresent();
    }

    @Test
    void distinguishesNewPaymentsFromChangedOnes() {
        assertThat(ledger.apply(event("ae", "p", AUTHORIZED, 0))).get().matches(Change::first);
        ledger.apply(event("ae", "p", AUTHORIZED, 1));
        assertThat(ledger.apply(event("ae", "p", CLOSED, 2)))
                .get()
                .returns(false, Change::first)
                .returns(CLOSED, change -> change.view().status());
        ledger.apply(event("ae", "other", CLOSED, 90)); // by then the first is evicted
        assertThat(ledger.apply(event("ae", "p", CLOSED, 90))).get().matches(Change::first);
    }

    @Test
    void evictsThePreviousOrderOfAPayment() {
        ledger.apply(event("ae", "p", "o1", AUTHORIZED, 0));
        ledger.apply(event("ae", "p", "o2", AUTHORIZED, 1));
        assertThat(evicted).extracting(PaymentView::orderReference).containsExactly("o1");
    }

    private static PaymentEvent event(
            String merchant, String payment, PaymentStatus status, int minute) {
        return event(merchant, payment, "o", status, minute);
    }

    private static PaymentEvent event(
            String merchant, String payment, String order, PaymentStatus status, int minute) {
        return PaymentEvent.of(
                merchant,
                START.plus(Duration.ofMinutes(minute)),
                new PaymentSnapshot(
                        payment,
                        status,
                        BigDecimal.ONE,
                        CurrencyCode.AED,
                        order,
                        List.of(),
                        List.of(),
                        false,
                        false,
                        null,
                        null,
                        null));
    }
}
