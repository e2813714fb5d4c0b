package io.paycast.auth.http;

import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * Why a request was not granted: an RFC 9457 problem detail.
 *
 * @param detail one sentence for the caller; never holds a secret or what the caller sent
 * @param headers what the status demands, such as {@code Retry-After}
 */
public record Problem(HttpStatus status, String detail, Map<String, String> headers) {

    /** A problem that says all in its sentence. */
    public static Problem of(HttpStatus status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /** The request is not what the endpoint takes. */
    public static Problem badRequest(String detail) {
        return of(HttpStatus.BAD_REQUEST, detail);
    }

    /** Come back later. */
    public static Problem retry(HttpStatus status, String detail, Duration after) {
        long seconds = Math.max(1, after.plusMillis(999).toSeconds());
        return new Problem(status, detail, Map.of("Retry-After", Long.toString(seconds)));
    }

    Body body() {
        return new Body("about:blank", status.getReasonPhrase(), status.value(), detail);
    }

    record Body(String type, String title, int status, String detail) {}
}
