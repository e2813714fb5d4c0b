package io.paycast.tabby.scenario;

import io.paycast.tabby.payment.DisputeStatus;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens next to every payment of a scenario. */
public sealed interface Step {

    /** The shopper pays. */
    record Approve() implements Step {}

    /** Tabby declines the shopper. */
    record Decline() implements Step {}

    /** The shopper cancels on the hosted page. */
    record Cancel() implements Step {}

    /** Time passes. */
    record Wait(Duration time) implements Step {}

    /**
     * The shop captures.
     *
     * @param amount null for all that is left
     */
    record Capture(@Nullable BigDecimal amount) implements Step {}

    /**
     * The shop refunds.
     *
     * @param amount null for all that is left
     */
    record Refund(@Nullable BigDecimal amount) implements Step {}

    /** The shop closes the payment. */
    record Close() implements Step {}

    /** The shop changes the order reference, which may hold {@code {id}} and {@code {n}}. */
    record Update(String reference) implements Step {}

    /** A dispute is opened or goes on. */
    record Dispute(DisputeStatus status) implements Step {}

    /**
     * A body is sent as it is, with the shop's secret; it may hold {@code {id}} and {@code {n}}.
     */
    record Raw(String body) implements Step {}
}
