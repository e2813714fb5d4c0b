/**
 * Tabby's webhook formats: parses the bytes of a body into a payment or dispute, or into the first
 * invalid field. Sources: Tabby, "Webhooks" (docs.tabby.ai/pay-in-4-custom-integration/webhooks)
 * and "Dispute webhooks" (docs.tabby.ai/pay-in-4-custom-integration/dispute-webhooks).
 */
@NullMarked
package io.paycast.events.tabby;

import org.jspecify.annotations.NullMarked;
