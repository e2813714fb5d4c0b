package io.paycast.events.tabby;

import io.paycast.events.PaymentSnapshot;

/** The outcome of parsing a webhook's body. */
public sealed interface ParsedWebhook {

    /**
     * The body holds a payment, as it was when Tabby sent the webhook.
     *
     * @param unreadableTimes how many times were left out because they are not RFC 3339. No client
     *     is shown them, so they cost no update
     */
    record ValidPayment(PaymentSnapshot payment, int unreadableTimes) implements ParsedWebhook {}

    /**
     * The body holds a dispute about a payment.
     *
     * @param unreadableTimes how many times were left out because they are not RFC 3339
     */
    record ValidDispute(Dispute dispute, int unreadableTimes) implements ParsedWebhook {}

    /**
     * The body is well-formed, but of a kind, currency or status that this version does not know.
     * Sending it again changes nothing.
     *
     * @param what the field and the reason
     */
    record Unknown(Invalid what) implements ParsedWebhook {}

    /**
     * The body is invalid.
     *
     * @param field the path of the first invalid field, such as {@code captures[0].amount}; {@code
     *     $} is the body as a whole
     * @param reason why it is invalid, as a predicate such as {@code is missing}; it never quotes
     *     the body. The texts are part of the wire format: see docs/wire/tabby.json
     * @param requirement what is accepted, as a predicate such as {@code must be true or false};
     *     empty if the reason implies it
     */
    record Invalid(String field, String reason, String requirement) implements ParsedWebhook {

        static final String BODY = "$";

        /** One sentence for the sender: what is invalid, why, and what is accepted. */
        public String detail() {
            var subject = field.equals(BODY) ? "The body" : "The field " + field;
            return requirement.isEmpty()
                    ? "%s %s.".formatted(subject, reason)
                    : "%s %s; it %s.".formatted(subject, reason, requirement);
        }
    }
}
