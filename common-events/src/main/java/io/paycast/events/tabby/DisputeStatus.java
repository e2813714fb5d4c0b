package io.paycast.events.tabby;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The status of a dispute. Source: Tabby, "Dispute webhooks", "Dispute statuses". */
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

    /** Parses a status, ignoring case; empty if Tabby has no such status. */
    static Optional<DisputeStatus> of(String name) {
        var wireName = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(s -> s.wireName.equals(wireName)).findFirst();
    }
}
