package io.paycast.gateway.ledger;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.events.PaymentView;
import io.paycast.gateway.protocol.UpdateWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Instant START = Instant.parse("2026-11-23T07:00:00Z");
    private static final Duration MEMORY = Duration.ofMinutes(60);

    private final List<PaymentView> evicted = new ArrayList<>();
    private long nowNanos;
    private final Ledger ledger = new Ledger(MEMORY, 3, () -> nowNanos, evicted::add);

    @Test
    void changeIsNewsAndRepeatIsNot() {
        assertThat(apply(event("ae", "p", AUTHORIZED), 0)).isPresent();
        assertThat(apply(event("ae", "p", AUTHORIZED), 4)).isEmpty();
        assertThat(apply(event("ae", "p", CLOSED), 5)).isPresent();
        assertThat(apply(event("ae", "p", AUTHORIZED), 16)).isEmpty();
    }

    @Test
    void paymentsOfTwoMerchantsAreTwoPayments() {
        assertThat(apply(event("ae", "p", AUTHORIZED), 0)).isPresent();
        assertThat(apply(event("sa", "p", AUTHORIZED), 0)).isPresent();
    }

    @Test
    void holdsAPaymentForAnHourAfterItsLastEvent() {
        apply(event("ae", "p", CLOSED), 0);
        apply(event("ae", "p", AUTHORIZED), 59);
        apply(event("ae", "other", CLOSED), 118);
        assertThat(apply(event("ae", "p", AUTHORIZED), 119)).isEmpty();
        apply(event("ae", "other", CLOSED), 180);
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(evicted).extracting(PaymentView::paymentId).containsExactly("other", "p");
    }

    @Test
    void evictsThePaymentWhoseLastEventIsOldestWhenFull() {
        for (var payment : List.of("p1", "p2", "p3")) {
            apply(event("ae", payment, CLOSED), 0);
        }
        apply(event("ae", "p1", CLOSED), 1);
        apply(event("ae", "p4", CLOSED), 2);
        assertThat(ledger.size()).isEqualTo(3);
        assertThat(apply(event("ae", "p1", CLOSED), 3)).isEmpty();
        assertThat(evicted).extracting(PaymentView::paymentId).containsExactly("p2");
        assertThat(apply(event("ae", "p2", CLOSED), 3)).isPresent();
    }

    @Test
    void distinguishesAFirstEventFromAChange() {
        assertThat(apply(event("ae", "p", AUTHORIZED), 0)).get().matches(Change::first);
        apply(event("ae", "p", AUTHORIZED), 1);
        assertThat(apply(event("ae", "p", CLOSED), 2))
                .get()
                .returns(false, Change::first)
                .returns(CLOSED, change -> change.view().status());
        assertThat(apply(event("ae", "p", CLOSED), 90)).get().matches(Change::first);
    }

    @Test
    void saysWhatTabbyCorrected() {
        apply(event("ae", "p", CLOSED), 0);
        var truth = event("ae", "p", AUTHORIZED).payment();
        var retrieved = PaymentEvent.of("ae", PaymentEvent.Source.RETRIEVE, START, truth);
        assertThat(apply(retrieved, 1))
                .get()
                .returns(true, Change::corrected)
                .returns(AUTHORIZED, change -> change.view().status());
        assertThat(apply(retrieved, 2)).isEmpty();
        assertThat(apply(event("ae", "p", CLOSED), 3)).get().returns(false, Change::corrected);
    }

    @Test
    void keepsAPaymentUnderAllItsOrders() {
        apply(event("ae", "p", "o1", AUTHORIZED, START), 0);
        assertThat(apply(event("ae", "p", "o2", AUTHORIZED, START), 1))
                .get()
                .extracting(change -> change.view().orderReferences())
                .isEqualTo(List.of("o1", "o2"));
        assertThat(evicted).isEmpty();
    }

    @Test
    void evictsAPaymentFromAnOrderThatItNoLongerBelongsTo() {
        for (int i = 0; i <= 16; i++) {
            apply(event("ae", "p", "o" + i, AUTHORIZED, START), i);
        }
        assertThat(evicted)
                .singleElement()
                .satisfies(view -> assertThat(view.orderReferences()).startsWith("o0").hasSize(16));
    }

    /** Each of five producers has a clock of its own, up to two days fast or slow. */
    @Test
    void noProducersClockDecidesWhatIsHeld() {
        long seed = Long.getLong("paycast.test.seed", System.nanoTime());
        var random = new Random(seed);
        var skews = new ArrayList<Duration>();
        for (int i = 0; i < 5; i++) {
            skews.add(Duration.ofMinutes(random.nextInt(2 * 2 * 24 * 60) - 2 * 24 * 60));
        }
        var roomy = new Ledger(MEMORY, 10_000, () -> nowNanos, evicted::add);
        Map<String, Integer> lastMinute = new HashMap<>();
        Map<String, PaymentStatus> shown = new HashMap<>();
        for (int minute = 0; minute < 2_000; minute++) {
            nowNanos = Duration.ofMinutes(minute).toNanos();
            var payment = "p" + random.nextInt(20);
            var status = oneOf(PaymentStatus.values(), random);
            var receivedAt =
                    START.plus(Duration.ofMinutes(minute))
                            .plus(skews.get(random.nextInt(skews.size())));
            var change = roomy.apply(event("ae", payment, "o", status, receivedAt));
            var last = lastMinute.put(payment, minute);
            boolean held = last != null && minute - last <= MEMORY.toMinutes();
            var before = held ? shown.get(payment) : null;
            boolean advances = before == null || status.compareTo(before) > 0;
            assertThat(change.isPresent())
                    .as("seed %d, minute %d", seed, minute)
                    .isEqualTo(advances);
            if (advances) {
                shown.put(payment, status);
            }
        }
    }

    /** Whatever the ledger takes can be written: in any currencies, with any sums. */
    @Test
    void everyChangeCanBeWritten() {
        long seed = Long.getLong("paycast.test.seed", System.nanoTime());
        var random = new Random(seed);
        var writer = new UpdateWriter();
        for (int i = 0; i < 2_000; i++) {
            var currency = oneOf(CurrencyCode.values(), random);
            var captures = new ArrayList<MoneyMovement>();
            for (int c = random.nextInt(4); c > 0; c--) {
                var amount = BigDecimal.valueOf(random.nextLong(1, Long.MAX_VALUE / 10), 0);
                var id = "c" + random.nextInt(50);
                captures.add(
                        new MoneyMovement(
                                id, amount.movePointLeft(currency.decimals()), null, null, null));
            }
            var status = oneOf(PaymentStatus.values(), random);
            var event =
                    event("ae", "p" + random.nextInt(4), "o", status, START, currency, captures);
            apply(event, 0)
                    .ifPresent(change ->
                            assertThat(
                                            writer.write(
                                                    change.view(),
                                                    change.corrected(),
                                                    event.id(),
                                                    START,
                                                    "c"))
                                    .as("seed %d", seed)
                                    .isNotEmpty());
        }
    }

    private static <T> T oneOf(T[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    private Optional<Change> apply(PaymentEvent event, int minute) {
        nowNanos = Duration.ofMinutes(minute).toNanos();
        return ledger.apply(event);
    }

    private static PaymentEvent event(String merchant, String payment, PaymentStatus status) {
        return event(merchant, payment, "o", status, START);
    }

    private static PaymentEvent event(
            String merchant,
            String payment,
            String order,
            PaymentStatus status,
            Instant receivedAt) {
        return event(merchant, payment, order, status, receivedAt, CurrencyCode.AED, List.of());
    }

    private static PaymentEvent event(
            String merchant,
            String payment,
            String order,
            PaymentStatus status,
            Instant receivedAt,
            CurrencyCode currency,
            List<MoneyMovement> captures) {
        return PaymentEvent.of(
                merchant,
                receivedAt,
                new PaymentSnapshot(
                        payment,
                        status,
                        BigDecimal.ONE,
                        currency,
                        order,
                        captures,
                        List.of(),
                        false,
                        false,
                        null,
                        null,
                        null));
    }
}
