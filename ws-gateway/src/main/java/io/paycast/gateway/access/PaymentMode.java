package io.paycast.gateway.access;

import java.util.Optional;

/** Which of Tabby's modes a payment may be of: live, test, or either. */
public enum PaymentMode {
    ANY,
    LIVE,
    TEST;

    /** The mode of one payment. */
    public static PaymentMode of(boolean test) {
        return test ? TEST : LIVE;
    }

    /** The payments that both modes include; empty if there are none. */
    public Optional<PaymentMode> and(PaymentMode other) {
        if (this == ANY) {
            return Optional.of(other);
        }
        return other == ANY || other == this ? Optional.of(this) : Optional.empty();
    }

    /** Whether it includes a payment. */
    public boolean includes(boolean test) {
        return this == ANY || this == of(test);
    }
}
