package io.paycast.tabby.api;

import io.paycast.tabby.model.CheckoutRequest;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether a shopper may pay with Tabby. Tabby's test phone numbers are rejected; so are amounts
 * below 1 and above 10,000, which is this emulator's choice.
 */
final class PreScoring {

    /** +971500000002, +966500000002, +96590000002, and the same without country code or plus. */
    private static final Pattern REJECTED_PHONES =
            Pattern.compile("(\\+?971|\\+?966|0)?500000002|(\\+?965)?90000002");

    private static final BigDecimal MIN = BigDecimal.ONE;
    private static final BigDecimal MAX = BigDecimal.valueOf(10_000);

    private PreScoring() {}

    /** The reason for a rejection; empty if the shopper may pay. */
    static Optional<String> rejection(CheckoutRequest request) {
        var phone = request.payment().path("buyer").path("phone").asString("").replace(" ", "");
        if (REJECTED_PHONES.matcher(phone).matches()) {
            return Optional.of("not_available");
        }
        if (request.amount().compareTo(MAX) > 0) {
            return Optional.of("order_amount_too_high");
        }
        if (request.amount().compareTo(MIN) < 0) {
            return Optional.of("order_amount_too_low");
        }
        return Optional.empty();
    }
}
