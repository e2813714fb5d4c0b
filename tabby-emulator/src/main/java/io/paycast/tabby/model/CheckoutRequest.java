package io.paycast.tabby.model;

import java.math.BigDecimal;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a shop asks for when it creates a session.
 *
 * @param orderReference the shop's order number, null if it sent none
 * @param language {@code en} or {@code ar}
 * @param payment the whole payment as the shop sent it, which Retrieve repeats
 * @param bytes the size of {@code payment}, for the limit of memory
 */
public record CheckoutRequest(
        Account account,
        BigDecimal amount,
        TabbyCurrency currency,
        @Nullable String orderReference,
        String language,
        MerchantUrls urls,
        ObjectNode payment,
        int bytes) {

    /** Where the shopper's browser goes from the hosted page; null if the shop named no page. */
    public record MerchantUrls(@Nullable URI success, @Nullable URI cancel, @Nullable URI failure) {

        /** No pages, as in a mobile app. */
        public static final MerchantUrls NONE = new MerchantUrls(null, null, null);
    }
}
