package io.paycast.gateway.replay;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.session.Interest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayMemoryTest {

    private static final int MAX_PAYMENTS = 500;

    private final PaymentBudget budget = new PaymentBudget(MAX_PAYMENTS);
    private final Interest everything = Interest.permitted(Entitlement.ALL);

    private ReplayMemory memory(Ledger ledger) {
        return new ReplayMemory(ledger, budget);
    }

    private static Ledger ledger() {
        return new Ledger(Duration.ofHours(1), Integer.MAX_VALUE, System::nanoTime, evicted -> {});
    }

    private static void fill(ReplayMemory memory, Interest interest, int payments) {
        for (int i = 0; i < payments; i++) {
            memory.apply(event("pay" + i, AUTHORIZED, "o" + i), interest);
        }
    }

    @Test
    void remembersOnlyThePaymentsThatItMaySend() {
        var ledger = ledger();
        var customer = Interest.permitted(Entitlement.ofOrders(Set.of("o7")));
        var memory = memory(ledger);
        fill(memory, customer, 5_000);
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(memory.apply(event("pay7", AUTHORIZED, "o7"), customer)).isEmpty();
        assertThat(memory.apply(event("pay7", CLOSED, "o7"), customer)).isPresent();
        assertThat(memory.apply(event("pay8", CLOSED, "o8"), customer)).isEmpty();
    }

    @Test
    void sharesOneBudgetWithAllReplays() {
        var ledgers = List.of(ledger(), ledger(), ledger());
        var memories = ledgers.stream().map(this::memory).toList();
        memories.forEach(memory -> fill(memory, everything, 5_000));
        assertThat(ledgers.stream().mapToInt(Ledger::size).sum())
                .isEqualTo(MAX_PAYMENTS + 3 * ReplayMemory.FREE_PAYMENTS);
        assertThat(budget.taken()).isEqualTo(MAX_PAYMENTS);
        memories.forEach(ReplayMemory::close);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void forgetsThePaymentThatItHasNotSeenForLongest() {
        var memory = memory(ledger());
        int limit = ReplayMemory.FREE_PAYMENTS + MAX_PAYMENTS;
        fill(memory, everything, limit + 1);
        assertThat(memory.apply(event("pay" + limit, AUTHORIZED, "o" + limit), everything))
                .isEmpty();
        assertThat(memory.apply(event("pay0", AUTHORIZED, "o0"), everything)).isPresent();
    }
}
