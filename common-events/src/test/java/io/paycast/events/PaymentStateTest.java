package io.paycast.events;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.events.PaymentStatus.CREATED;
import static io.paycast.events.PaymentStatus.EXPIRED;
import static io.paycast.events.PaymentStatus.REJECTED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentStateTest {

    private static final MoneyMovement CAPTURE_1 = movement("cap-1", "40.00");
    private static final MoneyMovement CAPTURE_2 = movement("cap-2", "60.00");
    private static final MoneyMovement REFUND = movement("ref-1", "25.00");

    private static final List<PaymentEvent> EVENTS =
            List.of(
                    event(CREATED, "o-1", List.of(), List.of()),
                    event(AUTHORIZED, "o-1", List.of(), List.of()),
                    event(AUTHORIZED, "o-1", List.of(CAPTURE_1), List.of()),
                    event(AUTHORIZED, "o-2", List.of(CAPTURE_1), List.of()),
                    event(CLOSED, "o-2", List.of(CAPTURE_1, CAPTURE_2), List.of()),
                    event(CLOSED, "o-2", List.of(CAPTURE_1, CAPTURE_2), List.of(REFUND)));

    @Test
    void reachesTheSameStateInAnyOrderWithoutMovingBack() {
        var inOrder = mergeAll(EVENTS);
        assertThat(inOrder.view().status()).isEqualTo(CLOSED);
        assertThat(inOrder.view().capturedAmount()).isEqualTo(new BigDecimal("100.00"));
        assertThat(inOrder.view().refundedAmount()).isEqualTo(new BigDecimal("25.00"));
        assertThat(inOrder.view().orderReference()).isEqualTo("o-2");

        for (var order : permutations(EVENTS)) {
            assertThat(mergeAll(order)).isEqualTo(inOrder);
            assertThat(mergeAll(order).view()).isEqualTo(inOrder.view());
        }
    }

    @Test
    void repeatsInRandomOrderDoNotChangeTheResult() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var expected = mergeAll(EVENTS);
        for (int round = 0; round < 2_000; round++) {
            var deliveries = new ArrayList<>(EVENTS);
            for (int repeats = random.nextInt(12); repeats > 0; repeats--) {
                deliveries.add(EVENTS.get(random.nextInt(EVENTS.size())));
            }
            Collections.shuffle(deliveries, random);
            assertThat(mergeAll(deliveries)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void returnsTheSameInstanceForAnEventThatChangesNothing() {
        var state = mergeAll(EVENTS);
        for (var event : EVENTS) {
            assertThat(PaymentState.merge(state, event)).isSameAs(state);
        }
    }

    /** A gateway keeps hundreds of thousands of payments, so each id must exist once in memory. */
    @Test
    void keepsOneCopyOfEachId() {
        var order = new String("o");
        var first = event(AUTHORIZED, order, List.of(), List.of());
        var again = event(CLOSED, new String("o"), List.of(CAPTURE_1), List.of());
        var view = PaymentState.merge(PaymentState.merge(null, first), again).view();
        assertThat(view.status()).isEqualTo(CLOSED);
        assertThat(view.orderReference()).isSameAs(order);
        assertThat(view.paymentId()).isSameAs(first.payment().paymentId());
    }

    @Test
    void addsALateCaptureWithoutChangingTheStatus() {
        var closed = PaymentState.merge(null, event(CLOSED, "o", List.of(CAPTURE_2), List.of()));
        var merged =
                PaymentState.merge(closed, event(AUTHORIZED, "o", List.of(CAPTURE_1), List.of()));
        assertThat(merged.view().status()).isEqualTo(CLOSED);
        assertThat(merged.view().capturedAmount()).isEqualTo(new BigDecimal("100.00"));
    }

    @Test
    void keepsTheLargerOfTwoAmountsOfOneCapture() {
        var small = event(AUTHORIZED, "o", List.of(movement("c", "1.00")), List.of());
        var large = event(AUTHORIZED, "o", List.of(movement("c", "2.00")), List.of());
        assertThat(mergeAll(List.of(small, large))).isEqualTo(mergeAll(List.of(large, small)));
        assertThat(mergeAll(List.of(large, small)).view().capturedAmount())
                .isEqualTo(new BigDecimal("2.00"));
    }

    @Test
    void expiryFlagExpiresOnlyACreatedPayment() {
        assertThat(PaymentState.merge(null, expiredFlag(CREATED)).view().status())
                .isEqualTo(EXPIRED);
        assertThat(PaymentState.merge(null, expiredFlag(AUTHORIZED)).view().status())
                .isEqualTo(AUTHORIZED);
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentStatus.class,
            names = {"EXPIRED", "REJECTED", "CLOSED"})
    void neverReopensAnEndedPayment(PaymentStatus end) {
        var ended = PaymentState.merge(null, event(end, "o", List.of(), List.of()));
        for (var earlier : List.of(CREATED, AUTHORIZED)) {
            var straggler = event(earlier, "o", List.of(), List.of());
            assertThat(PaymentState.merge(ended, straggler)).isSameAs(ended);
        }
    }

    @Test
    void statusesAdvanceInTheOrderOfTheContract() {
        assertThat(PaymentStatus.values())
                .containsExactly(CREATED, AUTHORIZED, EXPIRED, REJECTED, CLOSED);
    }

    private static PaymentState mergeAll(List<PaymentEvent> events) {
        PaymentState state = null;
        for (var event : events) {
            var before = state;
            state = PaymentState.merge(state, event);
            if (before != null) {
                var was = before.view();
                var is = state.view();
                assertThat(is.status()).isGreaterThanOrEqualTo(was.status());
                assertThat(is.capturedAmount()).isGreaterThanOrEqualTo(was.capturedAmount());
                assertThat(is.refundedAmount()).isGreaterThanOrEqualTo(was.refundedAmount());
            }
        }
        assertThat(state).isNotNull();
        return requireNonNull(state);
    }

    private static List<List<PaymentEvent>> permutations(List<PaymentEvent> events) {
        if (events.isEmpty()) {
            return List.of(List.of());
        }
        var all = new ArrayList<List<PaymentEvent>>();
        for (int i = 0; i < events.size(); i++) {
            var rest = new ArrayList<>(events);
            var first = rest.remove(i);
            for (var tail : permutations(rest)) {
                var order = new ArrayList<PaymentEvent>(events.size());
                order.add(first);
                order.addAll(tail);
                all.add(order);
            }
        }
        return all;
    }

    private static MoneyMovement movement(String id, String amount) {
        return new MoneyMovement(id, new BigDecimal(amount), null, null, null);
    }

    private static PaymentEvent event(
            PaymentStatus status,
            String order,
            List<MoneyMovement> captures,
            List<MoneyMovement> refunds) {
        return event(status, order, captures, refunds, false);
    }

    private static PaymentEvent expiredFlag(PaymentStatus status) {
        return event(status, "o", List.of(), List.of(), true);
    }

    private static PaymentEvent event(
            PaymentStatus status,
            String order,
            List<MoneyMovement> captures,
            List<MoneyMovement> refunds,
            boolean expired) {
        return PaymentEvent.of(
                "ae",
                Instant.EPOCH,
                new PaymentSnapshot(
                        new String("pay-1"), // each decoded record has its own copy
                        status,
                        new BigDecimal("100.00"),
                        CurrencyCode.AED,
                        order,
                        captures,
                        refunds,
                        false,
                        expired,
                        null,
                        null,
                        null));
    }
}
