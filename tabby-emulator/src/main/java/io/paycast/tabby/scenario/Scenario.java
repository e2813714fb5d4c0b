package io.paycast.tabby.scenario;

import io.paycast.tabby.model.TabbyCurrency;
import io.paycast.tabby.webhook.Fault;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happens to payments, what goes wrong with their webhooks, and what a client must see at the
 * end.
 *
 * @param about one sentence
 * @param registrations how many webhooks with the same address are registered
 */
public record Scenario(
        String name,
        String about,
        Template payment,
        int registrations,
        List<Step> steps,
        List<Fault> faults,
        Expectation expect) {

    public Scenario {
        steps = List.copyOf(steps);
        faults = List.copyOf(faults);
    }

    /**
     * The payments of a scenario.
     *
     * @param count how many there are; all have the same story
     * @param order the order reference, null for none; it may hold {@code {id}} and {@code {n}}
     * @param test whether a test key creates them
     */
    public record Template(
            int count,
            BigDecimal amount,
            TabbyCurrency currency,
            @Nullable String order,
            boolean test) {}

    /**
     * What a scenario file says of the ending; null members are as the emulator has them.
     *
     * @param shown false if a client must see nothing of the payments
     * @param never outcomes that a client must never see
     */
    public record Expectation(
            @Nullable String outcome,
            @Nullable String status,
            @Nullable BigDecimal captured,
            @Nullable BigDecimal refunded,
            @Nullable String order,
            boolean shown,
            Set<String> never) {

        /** Whatever the emulator has. */
        static final Expectation AS_THE_EMULATOR =
                new Expectation(null, null, null, null, null, true, Set.of());

        public Expectation {
            never = Set.copyOf(never);
        }
    }
}
