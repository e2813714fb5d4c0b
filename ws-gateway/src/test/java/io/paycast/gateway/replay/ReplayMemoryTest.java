package io.paycast.gateway.replay;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.session.Interest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayMemoryTest {

    private static final int MAX_PAYMENTS = 500;

    private final PaymentBudget budget = new PaymentBudget(MAX_PAYMENTS);
    private final Interest everything = Interest.permitted(Entitlement.ALL);

    private ReplayMemory memory(Ledger ledger) {
        return memory(ledger, everything);
    }

    private ReplayMemory memory(Ledger ledger, Interest interest) {
        return new ReplayMemory(ledger, budget, interest, new HashSet<>());
    }

    private static Ledger ledger() {
        return new Ledger(Duration.ofHours(1), Integer.MAX_VALUE, System::nanoTime, evicted -> {});
    }

    private static void fill(ReplayMemory memory, int payments) {
        for (int i = 0; i < payments; i++) {
            memory.apply(event("pay" + i, AUTHORIZED, "o" + i));
        }
    }

    @Test
    void remembersOnlyThePaymentsThatItMaySend() {
        var ledger = ledger();
        var customer = Interest.permitted(Entitlement.ofOrders(Set.of("o7")));
        var memory = memory(ledger, customer);
        fill(memory, 5_000);
        assertThat(ledger.size()).isEqualTo(1);
        assertThat(memory.apply(event("pay7", AUTHORIZED, "o7"))).isEmpty();
        assertThat(memory.apply(event("pay7", CLOSED, "o7"))).isPresent();
        assertThat(memory.apply(event("pay8", CLOSED, "o8"))).isEmpty();
        assertThat(memory.isIncomplete()).isFalse();
    }

    @Test
    void sharesOneBudgetWithAllReplays() {
        var ledgers = List.of(ledger(), ledger(), ledger());
        var memories = ledgers.stream().map(this::memory).toList();
        memories.forEach(memory -> fill(memory, 5_000));
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
        fill(memory, limit + 1);
        assertThat(memory.apply(event("pay" + limit, AUTHORIZED, "o" + limit))).isEmpty();
        assertThat(memory.apply(event("pay0", AUTHORIZED, "o0"))).isPresent();
    }

    @Test
    void findsPaymentsThatHadOtherOrdersBefore() {
        var customer = Interest.permitted(Entitlement.ofOrders(Set.of("o7", "o8")));
        var known = new HashSet<PaymentKey>();
        var ledger = ledger();
        var memory = new ReplayMemory(ledger, budget, customer, known);
        fill(memory, 100);
        memory.apply(event("pay6", CLOSED, "o7"));
        assertThat(memory.isIncomplete()).isTrue();
        assertThat(known).containsExactly(new PaymentKey("ae", "pay6"));

        var again = new ReplayMemory(ledger(), budget, customer, known);
        fill(again, 100);
        assertThat(again.apply(event("pay6", CLOSED, "o7"))).isPresent();
        assertThat(again.isIncomplete()).isFalse();
    }
}
