package io.paycast.events.tabby;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happened to a dispute. Source: Tabby, "Dispute webhooks", "Dispute statuses". */
public enum DisputeStatus {
    PENDING,
    ARBITRATION,
    EVIDENCE_MERCHANT,
    APPROVED,
    DECLINED,
    CANCELLED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name used in every message. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** Reads a status without regard to case; empty when Tabby has no such status. */
    static Optional<DisputeStatus> of(String name) {
        var wireName = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(s -> s.wireName.equals(wireName)).findFirst();
    }
}
