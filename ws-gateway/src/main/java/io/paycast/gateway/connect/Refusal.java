package io.paycast.gateway.connect;

import io.paycast.gateway.stats.Counters.Refused;
import io.paycast.http.Problem;
import java.time.Duration;

/**
 * A refused upgrade: the reason it is counted under, and the response. The methods below are the
 * table of refusals by status.
 */
record Refusal(Refused reason, Problem problem) {

    static Refusal badRequest(String detail) {
        return badRequest(Refused.BAD_REQUEST, detail);
    }

    static Refusal badRequest(Refused reason, String detail) {
        return new Refusal(reason, Problem.of(400, detail));
    }

    static Refusal upgradeRequired() {
        return new Refusal(
                Refused.NO_UPGRADE,
                Problem.of(426, "The request is not a WebSocket upgrade (RFC 6455, version 13).")
                        .withHeader("Upgrade", "websocket")
                        .withHeader("Sec-WebSocket-Version", "13"));
    }

    static Refusal methodNotAllowed() {
        return new Refusal(
                Refused.NO_UPGRADE,
                Problem.of(405, "This path supports only GET, with a WebSocket upgrade.")
                        .withHeader("Allow", "GET"));
    }

    static Refusal tooSlow() {
        return new Refusal(
                Refused.BAD_REQUEST, Problem.of(408, "The upgrade request did not end in time."));
    }

    static Refusal unauthorized(String detail) {
        return new Refusal(
                Refused.BAD_TOKEN,
                Problem.of(401, detail)
                        .withHeader(
                                "WWW-Authenticate",
                                "Bearer realm=\"paycast\", error=\"invalid_token\""));
    }

    static Refusal noToken() {
        return new Refusal(
                Refused.NO_TOKEN,
                Problem.of(
                                401,
                                "The request has no token. Send a token as \"token\" in the query,"
                                        + " as \"Authorization: Bearer\" or as the subprotocol"
                                        + " \"bearer.TOKEN\".")
                        .withHeader("WWW-Authenticate", "Bearer realm=\"paycast\""));
    }

    static Refusal forbidden(Refused reason, String detail) {
        return new Refusal(reason, Problem.of(403, detail));
    }

    static Refusal tooMany(Refused reason, String detail, Duration retryAfter) {
        return new Refusal(reason, Problem.of(429, detail).withRetryAfter(retryAfter));
    }

    static Refusal unavailable(Refused reason, String detail, Duration retryAfter) {
        return new Refusal(reason, Problem.of(503, detail).withRetryAfter(retryAfter));
    }
}
