package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random webhooks of one payment, in random order with repeats, compared with the rules applied to
 * the whole sequence at once. Each run has its own seed; a failure names it.
 */
class MergePropertiesTest {

    private static final int ROUNDS = 500;

    private final long seed = Long.getLong("paycast.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void reachesWhatTheRulesSayOfTheWholeSequence() {
        for (int round = 0; round < ROUNDS; round++) {
            var sequence = sequence();
            assertThat(viewOf(sequence))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(expected(sequence));
        }
    }

    @Test
    void orderAndRepeatsMakeNoDifferenceToStatusMoneyAndOrders() {
        for (int round = 0; round < ROUNDS; round++) {
            var sequence = sequence();
            var other = new ArrayList<>(sequence);
            other.add(sequence.get(random.nextInt(sequence.size())));
            Collections.shuffle(other, random);
            var one = viewOf(sequence);
            var two = viewOf(other);
            assertThat(two.status()).as("seed %d, round %d", seed, round).isEqualTo(one.status());
            assertThat(two.orderReferences())
                    .as("seed %d, round %d", seed, round)
                    .containsExactlyInAnyOrderElementsOf(one.orderReferences());
            if (one.currency() == two.currency()) {
                assertThat(two.capturedAmount())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(one.capturedAmount());
                assertThat(two.refundedAmount())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(one.refundedAmount());
            }
        }
    }

    @Test
    void repeatOfAWholeSequenceChangesNothing() {
        for (int round = 0; round < ROUNDS; round++) {
            var sequence = sequence();
            var state = merged(sequence);
            Collections.shuffle(sequence, random);
            for (var repeat : sequence) {
                assertThat(PaymentState.merge(state, repeat)).as("seed %d", seed).isSameAs(state);
            }
        }
    }

    /** Only a capture that shows an expiry or a rejection to be untrue takes a status back. */
    @Test
    void neverMovesBack() {
        for (int round = 0; round < ROUNDS; round++) {
            PaymentState state = null;
            for (var event : sequence()) {
                var before = state;
                state = PaymentState.merge(state, event);
                if (before != null) {
                    assertNoStepBack(before.view(), state.view());
                }
            }
        }
    }

    private void assertNoStepBack(PaymentView was, PaymentView is) {
        boolean disproved =
                (was.status() == PaymentStatus.EXPIRED || was.status() == PaymentStatus.REJECTED)
                        && is.status() == PaymentStatus.AUTHORIZED;
        if (!disproved) {
            assertThat(is.status()).as("seed %d", seed).isGreaterThanOrEqualTo(was.status());
        }
        assertThat(is.orderReferences()).as("seed %d", seed).containsAll(was.orderReferences());
        if (was.currency() == is.currency()) {
            assertThat(is.capturedAmount())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(was.capturedAmount());
            assertThat(is.refundedAmount())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(was.refundedAmount());
        }
    }

    private List<PaymentEvent> sequence() {
        var events = new ArrayList<PaymentEvent>();
        int different = 1 + random.nextInt(8);
        for (int i = 0; i < different; i++) {
            events.add(event());
        }
        for (int repeats = random.nextInt(12); repeats > 0; repeats--) {
            events.add(events.get(random.nextInt(different)));
        }
        Collections.shuffle(events, random);
        return events;
    }

    private PaymentEvent event() {
        var statuses = PaymentStatus.values();
        var payment = new TestPayment(statuses[random.nextInt(statuses.length)]);
        payment.amount(random.nextBoolean() ? "150" : "120");
        payment.order(random.nextInt(8) == 0 ? null : "o" + random.nextInt(3));
        if (random.nextInt(4) == 0) {
            payment.in(CurrencyCode.KWD);
        }
        if (random.nextInt(8) == 0) {
            payment.test();
        }
        if (random.nextInt(8) == 0) {
            payment.expiredFlag();
        }
        for (int i = random.nextInt(3) * random.nextInt(2); i > 0; i--) {
            payment.capture("c" + i, Integer.toString(random.nextInt(3) * 10));
        }
        if (random.nextInt(4) == 0) {
            payment.refund("r" + random.nextInt(2), "10");
        }
        return payment.event();
    }

    private static PaymentView viewOf(List<PaymentEvent> events) {
        return merged(events).view();
    }

    private static PaymentState merged(List<PaymentEvent> events) {
        var state = PaymentState.merge(null, events.getFirst());
        for (var event : events.subList(1, events.size())) {
            state = PaymentState.merge(state, event);
        }
        return state;
    }

    /** The rules, said of the whole sequence and not step by step. */
    private static PaymentView expected(List<PaymentEvent> events) {
        var status = PaymentStatus.CREATED;
        var proven = PaymentStatus.CREATED;
        Set<List<Object>> headlines = new LinkedHashSet<>();
        Set<String> orders = new LinkedHashSet<>();
        var current = events.getFirst().payment();
        Map<String, BigDecimal> captures = new HashMap<>();
        Map<String, BigDecimal> refunds = new HashMap<>();
        for (var event : events) {
            var payment = event.payment();
            status = later(status, payment.status());
            if (payment.status() != PaymentStatus.EXPIRED
                    && payment.status() != PaymentStatus.REJECTED) {
                proven = later(proven, payment.status());
            }
            var order = payment.orderReference();
            if (headlines.add(
                    List.of(
                            order == null ? "" : order,
                            payment.amount(),
                            payment.currency(),
                            payment.test()))) {
                current = payment;
                if (order != null) {
                    orders.remove(order);
                    orders.add(order);
                }
            }
            var currency = payment.currency().name();
            payment.captures()
                    .forEach(c -> captures.merge(currency + c.id(), c.amount(), BigDecimal::max));
            payment.refunds()
                    .forEach(r -> refunds.merge(currency + r.id(), r.amount(), BigDecimal::max));
        }
        boolean captured = captures.values().stream().anyMatch(amount -> amount.signum() > 0);
        var shown = captured ? later(PaymentStatus.AUTHORIZED, proven) : status;
        var capturedAmount = sum(captures, current.currency());
        var refundedAmount = sum(refunds, current.currency());
        return new PaymentView(
                "ae",
                current.paymentId(),
                shown,
                current.amount(),
                current.currency(),
                current.orderReference(),
                capturedAmount,
                refundedAmount,
                PaymentOutcome.of(
                        shown, current.amount(), capturedAmount, refundedAmount, captured),
                current.test(),
                List.copyOf(orders));
    }

    private static PaymentStatus later(PaymentStatus one, PaymentStatus other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static BigDecimal sum(Map<String, BigDecimal> amounts, CurrencyCode currency) {
        return amounts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(currency.name()))
                .map(Map.Entry::getValue)
                .reduce(currency.scale(BigDecimal.ZERO), BigDecimal::add);
    }
}
