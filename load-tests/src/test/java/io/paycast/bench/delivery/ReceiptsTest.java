package io.paycast.bench.delivery;

import static io.paycast.bench.delivery.Receipts.Verdict.DOUBLED;
import static io.paycast.bench.delivery.Receipts.Verdict.NEW;
import static io.paycast.bench.delivery.Receipts.Verdict.REORDERED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

    private final Receipts receipts = new Receipts();

    @Test
    void acceptsEachWebhookOnce() {
        for (int index = 0; index < 1_000; index++) {
            assertThat(receipts.record(index, 0)).isEqualTo(NEW);
        }
        for (int index : new int[] {0, 63, 64, 500, 999}) {
            assertThat(receipts.record(index, 0)).isEqualTo(DOUBLED);
        }
        assertThat(receipts.count()).isEqualTo(1_000);
    }

    @Test
    void detectsAStepAfterALaterStepOfItsPayment() {
        assertThat(receipts.record(2, 0)).isEqualTo(NEW);
        assertThat(receipts.record(0, 2)).isEqualTo(REORDERED);
        assertThat(receipts.record(1, 1)).isEqualTo(REORDERED);
    }

    @Test
    void acceptsPaymentsInAnyOrder() {
        assertThat(receipts.record(3, 0)).isEqualTo(NEW);
        assertThat(receipts.record(0, 1)).isEqualTo(NEW);
        assertThat(receipts.record(1, 0)).isEqualTo(NEW);
    }

    @Test
    void countsLikeASetInAnyOrderWithRepeats() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var deliveries = new ArrayList<Integer>();
        IntStream.range(0, 5_000).filter(i -> i != 777).forEach(deliveries::add);
        IntStream.range(0, 200).forEach(_ -> deliveries.add(random.nextInt(700)));
        Collections.shuffle(deliveries.subList(64, deliveries.size()), random);
        var expected = new HashSet<Integer>();
        for (int index : deliveries) {
            var verdict = receipts.record(index, 0);
            assertThat(verdict == NEW).as("seed %d", seed).isEqualTo(expected.add(index));
        }
        assertThat(receipts.count()).isEqualTo(4_999);
    }

    @Test
    void givesEachWebhookOfAClientItsOwnIndex() {
        for (var plan :
                List.of(
                        new DeliveryPlan(4, 3, 0),
                        new DeliveryPlan(1, 1, 0),
                        new DeliveryPlan(8, 2, 5))) {
            var indexs = new HashSet<List<Integer>>();
            for (int webhook = 0; webhook < 480; webhook++) {
                assertThat(indexs.add(List.of(plan.order(webhook), plan.index(webhook)))).isTrue();
            }
            assertThat(plan.expected(5, 480)).containsOnly(plan.isScoped() ? 96 : 480);
        }
    }
}
