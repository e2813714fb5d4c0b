/**
 * Tabby's webhook formats: from the raw bytes of a body to what it says, or to which field was not
 * understood and why. Sources: Tabby, "Webhooks"
 * (docs.tabby.ai/pay-in-4-custom-integration/webhooks) and "Dispute webhooks"
 * (docs.tabby.ai/pay-in-4-custom-integration/dispute-webhooks).
 */
@NullMarked
package io.paycast.events.tabby;

import org.jspecify.annotations.NullMarked;
