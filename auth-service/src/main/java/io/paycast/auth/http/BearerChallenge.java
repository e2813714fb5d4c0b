package io.paycast.auth.http;

import io.paycast.http.Problem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** The refusals that name what is wrong with a bearer token (RFC 6750, section 3). */
public final class BearerChallenge {

    private static final String REALM = "Bearer realm=\"paycast\"";

    private BearerChallenge() {}

    /** The response to a request without a token. */
    public static Problem missingToken() {
        return challenge(HttpStatus.UNAUTHORIZED, "This request needs a bearer token.", REALM);
    }

    /** The response to a token that is not valid, or no longer. */
    public static Problem invalidToken() {
        return challenge(
                HttpStatus.UNAUTHORIZED,
                "The bearer token is invalid: it is expired, revoked or was not issued by this"
                        + " service.",
                REALM + ", error=\"invalid_token\"");
    }

    /** The response to a token without the scope of the endpoint. */
    public static Problem insufficientScope() {
        return challenge(
                HttpStatus.FORBIDDEN,
                "The token lacks the scope that this request needs.",
                REALM + ", error=\"insufficient_scope\"");
    }

    private static Problem challenge(HttpStatus status, String detail, String challenge) {
        return Problem.of(status, detail).withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    }
}
