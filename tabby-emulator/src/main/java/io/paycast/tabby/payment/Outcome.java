package io.paycast.tabby.payment;

import io.paycast.tabby.model.TabbyPayment;

/** What became of a request that changes a payment. */
public sealed interface Outcome {

    /** The payment as it is now. */
    record Done(TabbyPayment payment) implements Outcome {}

    /**
     * Nothing was changed.
     *
     * @param reason as Tabby words it
     */
    record Refused(Refusal kind, String reason) implements Outcome {}

    /** Why a payment was not changed. */
    enum Refusal {
        /** There is no such payment. */
        NOT_FOUND,
        /** The payment's status or the amount does not permit it. */
        NOT_POSSIBLE,
        /** The payment is disputed. */
        CONFLICT
    }

    /** The payment; fails if it was refused. */
    default TabbyPayment orThrow() {
        return switch (this) {
            case Done(var payment) -> payment;
            case Refused(_, var reason) -> throw new IllegalStateException(reason);
        };
    }
}
