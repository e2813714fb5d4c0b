package io.paycast.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The status of a payment, in the order in which payments advance. A payment never returns to an
 * earlier status.
 *
 * <p>Source: Tabby, "Payment statuses". Captures and refunds are not statuses: a payment with a
 * capture is still authorized, and a payment with a refund is still closed.
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

    /** Parses a status, ignoring case; empty if Tabby has no such status. */
    public static Optional<PaymentStatus> of(String name) {
        // Not equalsIgnoreCase, which accepts a dotless i as an i.
        var wireName = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
    }
}
