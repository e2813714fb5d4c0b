package io.paycast.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentStatus;
import io.paycast.events.PaymentView;
import io.paycast.gateway.cursor.Cursor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class OrderSnapshotsTest {

    private final OrderSnapshots standings = new OrderSnapshots();

    @Test
    void ofAPaymentOnlyTheLastStandingIsKnown() {
        standings.add(standing("p", 1));
        standings.add(standing("q", 2));
        standings.replace(standing("p", 3));
        assertThat(standings.of("o")).extracting(LatestUpdate::position).containsExactly(2L, 3L);
    }

    @Test
    void ofAnOrderThatAllPaymentsHaveTheLatestTenAreKnown() {
        IntStream.range(0, 60).forEach(i -> standings.add(standing("p" + i, i)));
        assertThat(standings.of("o"))
                .extracting(LatestUpdate::position)
                .containsExactlyElementsOf(
                        IntStream.range(50, 60).mapToObj(Long::valueOf).toList());
    }

    @Test
    void aForgottenPaymentIsNotToldOf() {
        standings.add(standing("p", 1));
        standings.add(standing("q", 2));
        standings.forget(view("p"));
        assertThat(standings.of("o")).extracting(LatestUpdate::position).containsExactly(2L);
        standings.forget(view("q"));
        assertThat(standings.of("o")).isEmpty();
    }

    private static LatestUpdate standing(String payment, long position) {
        return new LatestUpdate(
                view(payment),
                "event",
                Instant.EPOCH,
                new Cursor(Uuid.ONE_UUID, new long[] {0}),
                0,
                position,
                position);
    }

    private static PaymentView view(String payment) {
        return new PaymentView(
                "ae",
                payment,
                PaymentStatus.CLOSED,
                BigDecimal.TEN,
                CurrencyCode.AED,
                "o",
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                false);
    }
}
