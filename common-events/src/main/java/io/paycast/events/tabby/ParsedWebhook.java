package io.paycast.events.tabby;

import io.paycast.events.PaymentSnapshot;

/** What a webhook's body turned out to say. */
public sealed interface ParsedWebhook {

    /** A payment as it stood when Tabby wrote. */
    record ValidPayment(PaymentSnapshot payment) implements ParsedWebhook {}

    /** What happened to a dispute about a payment. */
    record ValidDispute(Dispute dispute) implements ParsedWebhook {}

    /**
     * A body that was not understood.
     *
     * @param field the path of the field at fault, such as {@code captures[0].amount}; {@code $} is
     *     the body as a whole
     * @param reason what is wrong with it, to be read behind the field's name; names no content
     */
    record Invalid(String field, String reason) implements ParsedWebhook {}
}
