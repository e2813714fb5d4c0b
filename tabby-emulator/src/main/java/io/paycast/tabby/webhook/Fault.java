package io.paycast.tabby.webhook;

import java.time.Duration;
import java.util.Set;

/** What goes wrong with webhooks. */
public sealed interface Fault {

    /** Which webhooks a fault may affect, and how likely: 1 means always. */
    record When(Set<WebhookEvent> events, double chance) {
        public When {
            events = Set.copyOf(events);
        }
    }

    When when();

    /**
     * The first attempts are lost: the receiver never sees them, and Tabby tries again.
     *
     * @param attempts 5 or more if the webhook is lost for good
     */
    record Drop(When when, int attempts) implements Fault {}

    /**
     * The webhook is sent several times.
     *
     * @param times in all
     * @param within zero if all at once, otherwise the copies follow within this time
     */
    record Repeat(When when, int times, Duration within) implements Fault {}

    /** The webhook is sent late. */
    record Delay(When when, Duration min, Duration max) implements Fault {}

    /** An attacker sends a webhook of the same payment that says something else, without secret. */
    record Forge(When when) implements Fault {}

    /** The status is in upper case, as in Tabby's API. */
    record UpperCase(When when) implements Fault {}
}
