package io.paycast.ingest.webhook;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * Every refusal of a webhook, with its status and its sentence. A body that cannot be parsed is not
 * refused but quarantined; see {@link WebhookResult.Quarantined}.
 */
enum WebhookRefusal {
    METHOD(HttpStatus.METHOD_NOT_ALLOWED, "The method must be POST."),
    FORWARDED(
            HttpStatus.BAD_REQUEST,
            "X-Forwarded-For or Forwarded must name the client's IP address, and both the same one."),
    ADDRESS(HttpStatus.FORBIDDEN, "This address is not allowed to send webhooks."),
    /** The same response, although the secret is valid: a stranger must not learn that. */
    UNLISTED_ADDRESS(HttpStatus.FORBIDDEN, ADDRESS.detail),
    FAILURES(
            HttpStatus.TOO_MANY_REQUESTS,
            "This address sent too many invalid secrets. Try again later."),
    SECRET(HttpStatus.UNAUTHORIZED, "The header with the shared secret is missing or invalid."),
    CONTENT_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body must be uncompressed application/json in UTF-8."),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is larger than the limit for webhooks."),
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The body did not arrive in time. Send it again."),
    BUSY(HttpStatus.SERVICE_UNAVAILABLE, "Too many webhooks are in progress. Send it again later."),
    KAFKA(
            HttpStatus.SERVICE_UNAVAILABLE,
            "The webhook could not be stored in time. Send it again later.");

    private final HttpStatus status;
    private final String detail;

    WebhookRefusal(HttpStatus status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    HttpStatus status() {
        return status;
    }

    /** One sentence for the client. */
    String detail() {
        return detail;
    }

    /** The name in metrics and log lines. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
