package io.paycast.events.tabby;

/** Ends the reading of a body at the field that is wrong; never leaves this package. */
final class NotUnderstood extends Exception {

    private final String field;
    private final String reason;

    NotUnderstood(String field, String reason) {
        // No stack trace: a hostile body must not cost more than a good one.
        super(reason, null, false, false);
        this.field = field;
        this.reason = reason;
    }

    Parsed.Refused asOutcome() {
        return new Parsed.Refused(field, reason);
    }
}
