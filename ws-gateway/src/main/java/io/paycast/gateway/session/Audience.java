package io.paycast.gateway.session;

import io.paycast.gateway.access.PaymentMode;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that see the payments of one merchant and mode. Each session is in one audience. Its
 * orders and payments select within that.
 *
 * @param merchant the only merchant; null for all
 * @param mode live payments, test payments, or either
 */
public record Audience(@Nullable String merchant, PaymentMode mode) {

    /** The audience that sees every payment. */
    public static final Audience EVERYONE = new Audience(null, PaymentMode.ANY);

    /** Whether the audience sees a payment. */
    boolean sees(String merchantCode, boolean test) {
        return mode.includes(test) && (merchant == null || merchant.equals(merchantCode));
    }
}
