package io.paycast.tabby.payment;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a dispute webhook says. */
public enum DisputeStatus {
    PENDING,
    ARBITRATION,
    EVIDENCE_MERCHANT,
    /** The shopper gets the money back. */
    APPROVED,
    DECLINED,
    CANCELLED;

    /** The lower-case name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isOpen() {
        return this == PENDING || this == ARBITRATION || this == EVIDENCE_MERCHANT;
    }

    /** Finds a status by its lower-case name. */
    public static Optional<DisputeStatus> of(String label) {
        return Arrays.stream(values()).filter(it -> it.label().equals(label)).findFirst();
    }
}
