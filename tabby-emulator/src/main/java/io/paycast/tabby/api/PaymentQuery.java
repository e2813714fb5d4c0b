package io.paycast.tabby.api;

import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.model.TabbyStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which payments a list has. A date without a time is the start of that day, also at the end of a
 * period.
 *
 * @param from of the creation, null if there is none
 * @param to of the creation, null if there is none
 * @param status null for all that were authorized or closed
 */
record PaymentQuery(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Status status,
        int limit,
        int offset) {

    static final int MAX_LIMIT = 20;

    /** The statuses of a list: those of the API and those of Tabby's dashboard. */
    enum Status {
        AUTHORIZED,
        CLOSED,
        REJECTED,
        NEW,
        CAPTURED,
        REFUNDED,
        CANCELLED;

        boolean matches(TabbyPayment payment) {
            boolean closed = payment.status() == TabbyStatus.CLOSED;
            boolean captured = payment.captured().signum() > 0;
            boolean refunded = payment.refunded().signum() > 0;
            return switch (this) {
                case AUTHORIZED -> payment.status() == TabbyStatus.AUTHORIZED;
                case CLOSED -> closed;
                case REJECTED -> payment.status() == TabbyStatus.REJECTED;
                case NEW -> payment.status() == TabbyStatus.AUTHORIZED && !captured;
                case CAPTURED -> closed && captured && !refunded;
                case REFUNDED -> refunded;
                case CANCELLED -> closed && !captured;
            };
        }
    }

    /** Reads the parameters; empty if one is invalid. */
    static Optional<PaymentQuery> of(MultiValueMap<String, String> parameters) {
        try {
            int limit = number(parameters.getFirst("limit"), MAX_LIMIT);
            return Optional.of(
                    new PaymentQuery(
                            time(parameters.getFirst("created_at__gte")),
                            time(parameters.getFirst("created_at__lte")),
                            status(parameters.getFirst("status")),
                            Math.min(limit, MAX_LIMIT),
                            number(parameters.getFirst("offset"), 0)));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean matches(TabbyPayment payment) {
        var created = payment.createdAt();
        if ((from != null && created.isBefore(from)) || (to != null && created.isAfter(to))) {
            return false;
        }
        return status == null
                ? payment.status() == TabbyStatus.AUTHORIZED
                        || payment.status() == TabbyStatus.CLOSED
                : status.matches(payment);
    }

    private static int number(@Nullable String text, int absent) {
        if (text == null || text.isEmpty()) {
            return absent;
        }
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException("negative");
        }
        return number;
    }

    private static @Nullable Status status(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return Status.valueOf(text.toUpperCase(java.util.Locale.ROOT));
    }

    private static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        return text.indexOf('T') < 0
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }
}
