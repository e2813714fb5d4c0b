package io.paycast.ingest.webhook;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Every way in which a webhook is turned away before its content is judged. */
enum WebhookRefusal {
    METHOD(HttpStatus.METHOD_NOT_ALLOWED, "Webhooks are sent by POST."),
    ADDRESS(HttpStatus.FORBIDDEN, "Webhooks are not accepted from this address."),
    FAILURES(
            HttpStatus.TOO_MANY_REQUESTS,
            "The secret was wrong again, after too many wrong ones from this address."),
    SECRET(HttpStatus.UNAUTHORIZED, "The header with the shared secret is missing or wrong."),
    CONTENT_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body must be application/json in UTF-8, not compressed."),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is larger than webhooks may be."),
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The body did not arrive in time."),
    BUSY(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Too many webhooks are being taken in at this moment; send it again."),
    KAFKA(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The webhook could not be stored durably in time; send it again.");

    private final HttpStatus status;
    private final String detail;

    WebhookRefusal(HttpStatus status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    HttpStatus status() {
        return status;
    }

    /** One sentence for the sender. */
    String detail() {
        return detail;
    }

    /** The name in counters and log lines. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
