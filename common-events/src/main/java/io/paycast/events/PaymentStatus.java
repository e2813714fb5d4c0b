package io.paycast.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where a payment stands, in the order in which it moves; a payment never moves to an earlier one.
 *
 * <p>Source: Tabby, "Payment statuses". Captures and refunds are not statuses there: a capture
 * leaves a payment authorized, a refund leaves it closed.
 */
public enum PaymentStatus {
    CREATED,
    AUTHORIZED,
    EXPIRED,
    REJECTED,
    CLOSED;

    private static final Map<String, PaymentStatus> BY_WIRE_NAME =
            Arrays.stream(values()).collect(toUnmodifiableMap(s -> s.wireName, s -> s));

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The lower-case name used in every message. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** Reads a status without regard to case; empty when Tabby has no such status. */
    public static Optional<PaymentStatus> of(String name) {
        // Not equalsIgnoreCase: to it, a dotless i is an i.
        var wireName = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
    }
}
