package io.paycast.auth.http;

import io.paycast.http.Problem;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;

/** The response of an endpoint. */
public sealed interface AuthResponse {

    /** A JSON body with its status and caching. */
    record Json(HttpStatus status, Object body, CacheControl cache) implements AuthResponse {}

    /** 204 without a body. */
    record NoContent() implements AuthResponse {}

    /** The request is refused. */
    record Refused(Problem problem) implements AuthResponse {}

    /** Returns 200 with a JSON body that no cache may store, such as tokens. */
    static AuthResponse ok(Object body) {
        return new Json(HttpStatus.OK, body, CacheControl.noStore());
    }

    /** Returns a refusal without headers of its own. */
    static AuthResponse refused(HttpStatus status, String detail) {
        return new Refused(Problem.of(status, detail));
    }
}
