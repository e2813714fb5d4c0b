package io.paycast.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentOutcome;
import io.paycast.events.PaymentStatus;
import io.paycast.events.PaymentView;
import io.paycast.gateway.cursor.Cursor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class OrderSnapshotsTest {

    private final OrderSnapshots snapshots = new OrderSnapshots();
    private long added;

    @Test
    void keepsOnlyTheLatestUpdateOfAPayment() {
        snapshots.add(latest("p", 1));
        snapshots.add(latest("q", 2));
        snapshots.replace(latest("p", 3));
        assertThat(snapshots.of("o")).extracting(LatestUpdate::position).containsExactly(2L, 3L);
    }

    @Test
    void keepsTheLatestTenPaymentsOfAnOrder() {
        IntStream.range(0, 60).forEach(i -> snapshots.add(latest("p" + i, i)));
        assertThat(snapshots.of("o"))
                .extracting(LatestUpdate::position)
                .containsExactlyElementsOf(
                        IntStream.range(50, 60).mapToObj(Long::valueOf).toList());
    }

    /**
     * A client with a token for an order keeps its payments, even if other merchants use its
     * number.
     */
    @Test
    void neitherTestPaymentsNorAnotherMerchantsPushPaymentsOut() {
        addTen("ae", false);
        addTen("sa", false);
        addTen("ae", true);
        assertThat(snapshots.of("o")).hasSize(30);

        addTen("sa", false);

        assertThat(snapshots.of("o"))
                .extracting(LatestUpdate::position)
                .containsExactly(
                        Stream.of(0, 20, 30)
                                .flatMap(first -> LongStream.range(first, first + 10).boxed())
                                .toArray(Long[]::new));
    }

    private void addTen(String merchant, boolean test) {
        for (int i = 0; i < 10; i++) {
            snapshots.add(latest(view(merchant, test, "p" + added), added++));
        }
    }

    @Test
    void removesAnEvictedPayment() {
        snapshots.add(latest("p", 1));
        snapshots.add(latest("q", 2));
        snapshots.remove(view("p"));
        assertThat(snapshots.of("o")).extracting(LatestUpdate::position).containsExactly(2L);
        snapshots.remove(view("q"));
        assertThat(snapshots.of("o")).isEmpty();
    }

    @Test
    void paymentIsFoundUnderEachOfItsOrders() {
        snapshots.add(latest("p", 1, "cart"));
        snapshots.replace(latest("p", 2, "cart", "4711"));
        for (var order : List.of("cart", "4711")) {
            assertThat(snapshots.of(order)).extracting(LatestUpdate::position).containsExactly(2L);
        }
        snapshots.remove(view("p", "cart", "4711"));
        assertThat(snapshots.of("cart")).isEmpty();
        assertThat(snapshots.of("4711")).isEmpty();
    }

    private static LatestUpdate latest(String payment, long position, String... orders) {
        return latest(view(payment, orders), position);
    }

    private static LatestUpdate latest(PaymentView view, long position) {
        return new LatestUpdate(
                view,
                false,
                "event",
                Instant.EPOCH,
                new Cursor(Uuid.ONE_UUID, new long[] {0}),
                0,
                position,
                position);
    }

    private static PaymentView view(String payment, String... orders) {
        return view("ae", false, payment, orders);
    }

    private static PaymentView view(
            String merchant, boolean test, String payment, String... orders) {
        return new PaymentView(
                merchant,
                payment,
                PaymentStatus.CLOSED,
                BigDecimal.TEN,
                CurrencyCode.AED,
                orders.length == 0 ? "o" : orders[orders.length - 1],
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                PaymentOutcome.CANCELLED,
                test,
                orders.length == 0 ? List.of("o") : List.of(orders));
    }
}
