package io.paycast.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error response: a problem detail (RFC 9457) and the headers that its status requires.
 * Immutable.
 *
 * @param status the HTTP status code
 * @param title the status's reason phrase
 * @param detail one sentence for the client; it never holds a secret or what the client sent
 * @param headers headers such as {@code Retry-After} or {@code Allow}
 * @param members extension members of the body, in the order in which they were added
 */
public record Problem(
        int status,
        String title,
        String detail,
        Map<String, String> headers,
        Map<String, String> members) {

    /** The media type of {@link #body}. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem without headers of its own. */
    public static Problem of(HttpStatus status, String detail) {
        return new Problem(status.value(), status.getReasonPhrase(), detail, Map.of(), Map.of());
    }

    /**
     * The same, for code that does not depend on Spring's web classes.
     *
     * @throws IllegalArgumentException if HTTP defines no such status
     */
    public static Problem of(int status, String detail) {
        return of(HttpStatus.valueOf(status), detail);
    }

    /** A problem whose detail says no more than its status. */
    public static Problem of(int status) {
        return of(
                status,
                switch (status) {
                    case 400 -> "The request is invalid.";
                    case 401 -> "The request needs valid credentials.";
                    case 403 -> "The request is not permitted.";
                    case 404 -> "This path does not exist.";
                    case 405 -> "This path does not support the method.";
                    case 406 -> "No representation of this path is acceptable to the client.";
                    case 413 -> "The body is too large.";
                    case 415 -> "The Content-Type is not supported.";
                    case 500 -> "Internal error; it has been logged.";
                    case 503 -> "The service is unavailable; try again shortly.";
                    default ->
                            "The request failed: %s."
                                    .formatted(HttpStatus.valueOf(status).getReasonPhrase());
                });
    }

    /** Adds or replaces a header. */
    public Problem withHeader(String name, String value) {
        return new Problem(status, title, detail, with(headers, name, value), members);
    }

    /** Adds {@code Retry-After}; see {@link RetryAfter#seconds}. */
    public Problem withRetryAfter(Duration delay) {
        return withHeader("Retry-After", Long.toString(RetryAfter.seconds(delay)));
    }

    /** Adds or replaces an extension member. */
    public Problem withMember(String name, String value) {
        return new Problem(status, title, detail, headers, with(members, name, value));
    }

    /** The body: UTF-8 JSON. */
    public byte[] body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.putAll(members);
        // Not the application's mapper: its configuration must not change the wire format.
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        var extended = new LinkedHashMap<>(map);
        extended.put(name, value);
        return extended;
    }
}
