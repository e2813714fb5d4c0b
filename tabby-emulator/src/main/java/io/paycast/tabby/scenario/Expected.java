package io.paycast.tabby.scenario;

import io.paycast.tabby.model.TabbyPayment;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a payment must end for a client: as the emulator has it.
 *
 * @param shown false if the client must see nothing of it
 * @param amount with the decimals of its currency, like the other amounts
 * @param never outcomes that the client must not see at any time
 */
public record Expected(
        String id,
        boolean shown,
        String status,
        String outcome,
        String amount,
        String currency,
        String captured,
        String refunded,
        @Nullable String order,
        boolean test,
        Set<String> never) {

    private static final List<String> FORWARD =
            List.of("created", "authorized", "expired", "rejected", "closed");

    public Expected {
        never = Set.copyOf(never);
    }

    static Expected of(TabbyPayment payment, boolean shown, Set<String> never) {
        return new Expected(
                payment.id(),
                shown,
                payment.status().inWebhooks(),
                outcome(payment),
                text(payment, payment.amount()),
                payment.currency().name(),
                text(payment, payment.captured()),
                text(payment, payment.refunded()),
                payment.orderReference(),
                payment.test(),
                never);
    }

    private static String text(TabbyPayment payment, BigDecimal amount) {
        return amount.setScale(payment.currency().decimals()).toPlainString();
    }

    /** What a shopper's page may show. */
    static String outcome(TabbyPayment payment) {
        var refunded = payment.refunded();
        if (refunded.signum() > 0) {
            return refunded.compareTo(payment.captured()) >= 0 ? "refunded" : "partly_refunded";
        }
        return switch (payment.status()) {
            case CREATED -> "pending";
            case AUTHORIZED -> "successful";
            case REJECTED -> "rejected";
            case EXPIRED -> "expired";
            case CLOSED -> payment.captured().signum() > 0 ? "successful" : "cancelled";
        };
    }

    /**
     * Compares what a client saw with what it must see.
     *
     * @param history all updates of this payment, in the order in which the client received them
     * @return one sentence for each difference; empty if there is none
     */
    public List<String> problems(List<Seen> history) {
        var problems = new ArrayList<String>();
        if (!shown) {
            if (!history.isEmpty()) {
                problems.add(
                        "The client saw %s, but must see nothing."
                                .formatted(history.getLast().outcome()));
            }
            return problems;
        }
        if (history.isEmpty()) {
            problems.add("The client saw nothing, but must see %s.".formatted(outcome));
            return problems;
        }
        compareEnding(history.getLast(), problems);
        for (var seen : history) {
            if (never.contains(seen.outcome())) {
                problems.add("The client saw %s, but must never see it.".formatted(seen.outcome()));
            }
        }
        for (int i = 1; i < history.size(); i++) {
            compareSteps(history.get(i - 1), history.get(i), problems);
        }
        return problems;
    }

    private void compareEnding(Seen last, List<String> problems) {
        compare("status", last.status(), status, problems);
        compare("outcome", last.outcome(), outcome, problems);
        compareAmounts("amount", last.amount(), amount, problems);
        compare("currency", last.currency(), currency, problems);
        compareAmounts("captured amount", last.captured(), captured, problems);
        compareAmounts("refunded amount", last.refunded(), refunded, problems);
        compare("order reference", last.order(), order, problems);
        compare("test flag", last.test(), test, problems);
    }

    private static void compareSteps(Seen before, Seen after, List<String> problems) {
        if (after.corrected()) {
            return;
        }
        if (after.sameAs(before)) {
            problems.add("The client saw the same change twice: %s.".formatted(after.outcome()));
        }
        if (FORWARD.indexOf(after.status()) < FORWARD.indexOf(before.status())
                || after.captured().compareTo(before.captured()) < 0
                || after.refunded().compareTo(before.refunded()) < 0) {
            problems.add(
                    "The payment moved back from %s to %s."
                            .formatted(before.status(), after.status()));
        }
    }

    private static void compareAmounts(
            String what, BigDecimal seen, String expected, List<String> problems) {
        if (seen.compareTo(new BigDecimal(expected)) != 0) {
            compare(what, seen.toPlainString(), expected, problems);
        }
    }

    private static void compare(
            String what, @Nullable Object seen, @Nullable Object expected, List<String> problems) {
        if (!Objects.equals(seen, expected)) {
            problems.add("The %s is %s, but must be %s.".formatted(what, seen, expected));
        }
    }
}
