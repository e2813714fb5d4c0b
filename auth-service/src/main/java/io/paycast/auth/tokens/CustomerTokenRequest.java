package io.paycast.auth.tokens;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a customer token.
 *
 * @param orders order references, as sent to Tabby
 * @param customer the shop's own id of the customer
 */
record CustomerTokenRequest(
        List<String> orders, @Nullable String customer, @Nullable Long ttlSeconds) {

    private static final int MAX_ORDERS = 50;
    private static final int MAX_ORDER_LENGTH = 128;
    private static final Pattern CUSTOMER_ID = Pattern.compile("[\\p{Alnum}._@+:-]{1,64}");

    CustomerTokenRequest {
        if (orders == null || orders.isEmpty() || orders.size() > MAX_ORDERS) {
            throw new IllegalArgumentException(
                    "The field orders must list 1 to %d order references.".formatted(MAX_ORDERS));
        }
        for (var order : orders) {
            if (order == null || !isOrderReference(order)) {
                throw new IllegalArgumentException(
                        "Each entry of orders must be 1 to %d printable characters."
                                .formatted(MAX_ORDER_LENGTH));
            }
        }
        if (customer != null && !isCustomerId(customer)) {
            throw new IllegalArgumentException(
                    "The field customer must be 1 to 64 of the characters a-z A-Z 0-9 . _ @ + : -");
        }
        if (ttlSeconds != null && (ttlSeconds < 2 || ttlSeconds > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("The field ttlSeconds must be 2 or more.");
        }
        orders = orders.stream().distinct().toList();
    }

    /**
     * Accepts what ingest accepts. An unpaired surrogate would become a different order in a token.
     */
    private static boolean isOrderReference(String order) {
        return !order.isBlank()
                && order.length() <= MAX_ORDER_LENGTH
                && order.codePoints()
                        .noneMatch(c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE);
    }

    static boolean isCustomerId(String id) {
        return CUSTOMER_ID.matcher(id).matches();
    }

    Optional<String> customerId() {
        return Optional.ofNullable(customer);
    }

    Optional<Duration> lifetime() {
        return Optional.ofNullable(ttlSeconds).map(Duration::ofSeconds);
    }
}
