package io.paycast.auth.http;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;

/** What an endpoint answers. */
public sealed interface AuthResponse {

    /** A JSON document. */
    record Json(HttpStatus status, Object body, CacheControl cache) implements AuthResponse {}

    /** Done, and nothing to say. */
    record NoContent() implements AuthResponse {}

    /** Not granted. */
    record Refused(Problem problem) implements AuthResponse {}

    /** A document that is for the caller alone, as tokens are. */
    static AuthResponse ok(Object body) {
        return new Json(HttpStatus.OK, body, CacheControl.noStore());
    }
}
