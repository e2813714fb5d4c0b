package io.paycast.gateway.connect;

import io.paycast.gateway.stats.Counters.Refused;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why an upgrade was refused, as a problem detail (RFC 9457).
 *
 * @param reason what it is counted as
 * @param title the same for every refusal of its kind
 * @param detail what was wrong this time, fit to be told to whoever asked
 * @param headers that go with the status
 */
record Refusal(
        Refused reason, int status, String title, String detail, Map<String, String> headers) {

    static Refusal badRequest(String detail) {
        return badRequest(Refused.BAD_REQUEST, detail);
    }

    static Refusal badRequest(Refused reason, String detail) {
        return new Refusal(reason, 400, "Bad Request", detail, Map.of());
    }

    static Refusal upgradeRequired() {
        return new Refusal(
                Refused.NO_UPGRADE,
                426,
                "Upgrade Required",
                "This is a WebSocket endpoint (RFC 6455, version 13).",
                Map.of("Upgrade", "websocket", "Sec-WebSocket-Version", "13"));
    }

    static Refusal unauthorized(String detail) {
        return new Refusal(
                Refused.BAD_TOKEN,
                401,
                "Unauthorized",
                detail,
                Map.of("WWW-Authenticate", "Bearer realm=\"paycast\", error=\"invalid_token\""));
    }

    static Refusal noToken() {
        return new Refusal(
                Refused.NO_TOKEN,
                401,
                "Unauthorized",
                "Send a token as \"token\" in the query, as \"Authorization: Bearer\" or as the"
                        + " subprotocol \"bearer.TOKEN\".",
                Map.of("WWW-Authenticate", "Bearer realm=\"paycast\""));
    }

    static Refusal forbidden(Refused reason, String detail) {
        return new Refusal(reason, 403, "Forbidden", detail, Map.of());
    }

    static Refusal tooMany(Refused reason, String detail, Duration retryAfter) {
        return new Refusal(reason, 429, "Too Many Requests", detail, retryAfter(retryAfter));
    }

    static Refusal unavailable(Refused reason, String detail, Duration retryAfter) {
        return new Refusal(reason, 503, "Service Unavailable", detail, retryAfter(retryAfter));
    }

    /** The body, as UTF-8 JSON. */
    byte[] body() {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("type", "about:blank");
        problem.put("title", title);
        problem.put("status", status);
        problem.put("detail", detail);
        return JsonMapper.shared().writeValueAsBytes(problem);
    }

    private static Map<String, String> retryAfter(Duration delay) {
        long seconds = Math.max(1, delay.plusMillis(999).toSeconds());
        return Map.of("Retry-After", Long.toString(seconds));
    }
}
