package io.paycast.events.tabby;

/** Ends the parsing of a body at its first invalid field. It never leaves this package. */
sealed class InvalidFieldException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;
    private final String requirement;

    /** An invalid field whose reason implies what is accepted. */
    InvalidFieldException(String field, String reason) {
        this(field, reason, "");
    }

    /** An invalid field; see {@link ParsedWebhook.Invalid}. */
    InvalidFieldException(String field, String reason, String requirement) {
        // No stack trace: a hostile body must not cost more than a valid one.
        super(reason, null, false, false);
        this.field = field;
        this.reason = reason;
        this.requirement = requirement;
    }

    /** A field that is well-formed, with a value that is not known here. */
    static final class UnknownValue extends InvalidFieldException {
        private static final long serialVersionUID = 1L;

        UnknownValue(String field, String reason, String requirement) {
            super(field, reason, requirement);
        }

        ParsedWebhook.Unknown toUnknown() {
            return new ParsedWebhook.Unknown(toInvalid());
        }
    }

    ParsedWebhook.Invalid toInvalid() {
        return new ParsedWebhook.Invalid(field, reason, requirement);
    }
}
