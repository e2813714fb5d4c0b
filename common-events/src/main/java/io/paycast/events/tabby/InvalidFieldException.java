package io.paycast.events.tabby;

/** Ends the reading of a body at the field that is wrong; never leaves this package. */
final class InvalidFieldException extends Exception {

    private final String field;
    private final String reason;

    InvalidFieldException(String field, String reason) {
        // No stack trace: a hostile body must not cost more than a good one.
        super(reason, null, false, false);
        this.field = field;
        this.reason = reason;
    }

    ParsedWebhook.Invalid toInvalid() {
        return new ParsedWebhook.Invalid(field, reason);
    }
}
