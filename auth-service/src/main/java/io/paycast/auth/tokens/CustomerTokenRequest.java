package io.paycast.auth.tokens;

import io.paycast.auth.users.MerchantCodes;
import io.paycast.events.References;
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
 * @param merchant the only merchant whose payments the token shows
 * @param test whether the token also shows payments in test mode
 */
record CustomerTokenRequest(
        List<String> orders,
        @Nullable String customer,
        @Nullable Long ttlSeconds,
        @Nullable String merchant,
        @Nullable Boolean test) {

    private static final int MAX_ORDERS = 50;
    private static final Pattern CUSTOMER_ID = Pattern.compile("[\\p{Alnum}._@+:-]{1,64}");

    CustomerTokenRequest {
        if (orders == null || orders.isEmpty() || orders.size() > MAX_ORDERS) {
            throw new IllegalArgumentException(
                    "The field orders must list 1 to %d order references.".formatted(MAX_ORDERS));
        }
        for (var order : orders) {
            if (order == null || !References.isOrder(order)) {
                throw new IllegalArgumentException(
                        "Each entry of orders must be 1 to %d printable characters."
                                .formatted(References.MAX_ORDER_CHARS));
            }
        }
        if (customer != null && !isCustomerId(customer)) {
            throw new IllegalArgumentException(
                    "The field customer must be 1 to 64 of the characters a-z A-Z 0-9 . _ @ + : -");
        }
        if (ttlSeconds != null && (ttlSeconds < 2 || ttlSeconds > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("The field ttlSeconds must be 2 or more.");
        }
        if (merchant != null && !MerchantCodes.isValid(merchant)) {
            throw new IllegalArgumentException(
                    "The field merchant must be 1 to 64 of the characters a-z A-Z 0-9 . _ -");
        }
        orders = orders.stream().distinct().toList();
    }

    static boolean isCustomerId(String id) {
        return CUSTOMER_ID.matcher(id).matches();
    }

    Optional<String> customerId() {
        return Optional.ofNullable(customer);
    }

    Optional<String> merchantCode() {
        return Optional.ofNullable(merchant);
    }

    boolean showsTestPayments() {
        return Boolean.TRUE.equals(test);
    }

    Optional<Duration> lifetime() {
        return Optional.ofNullable(ttlSeconds).map(Duration::ofSeconds);
    }
}
