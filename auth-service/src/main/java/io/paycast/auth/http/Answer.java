package io.paycast.auth.http;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;

/** What an endpoint answers. */
public sealed interface Answer {

    /** A JSON document. */
    record Json(HttpStatus status, Object body, CacheControl cache) implements Answer {}

    /** Done, and nothing to say. */
    record Done() implements Answer {}

    /** Not granted. */
    record Refused(Problem problem) implements Answer {}

    /** A document that is for the caller alone, as tokens are. */
    static Answer ok(Object body) {
        return new Json(HttpStatus.OK, body, CacheControl.noStore());
    }
}
