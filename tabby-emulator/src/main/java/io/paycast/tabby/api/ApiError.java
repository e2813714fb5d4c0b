package io.paycast.tabby.api;

import io.paycast.tabby.model.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** The errors of Tabby's API, in the words of its documentation. */
sealed interface ApiError {

    /** The status and body that a client receives. */
    Mono<ServerResponse> response();

    /**
     * {@code {"status":"error","errorType":…,"error":…}}.
     *
     * @param message null if the documentation has none
     */
    record Message(int status, String errorType, @Nullable String message) implements ApiError {
        @Override
        public Mono<ServerResponse> response() {
            var body = body(errorType);
            if (message != null) {
                body.put("error", message);
            }
            return json(status, body);
        }
    }

    /** The fields that are missing or invalid. */
    record Fields(java.util.List<String> paths) implements ApiError {
        @Override
        public Mono<ServerResponse> response() {
            var body = body("bad_data");
            var errors = body.putArray("errors");
            for (var path : paths) {
                errors.addObject()
                        .put("field", path)
                        .put("code", "invalid_value")
                        .put("message", "");
            }
            return json(400, body);
        }
    }

    /** Text that is not JSON. */
    record Text(int status, String contentType, String body) implements ApiError {
        @Override
        public Mono<ServerResponse> response() {
            return ServerResponse.status(status)
                    .contentType(MediaType.parseMediaType(contentType))
                    .bodyValue(body);
        }
    }

    String PLAIN = "text/plain;charset=UTF-8";

    /** An unknown path. */
    ApiError PAGE_NOT_FOUND = new Text(404, PLAIN, "404 page not found");

    /** The limit of the key. It has no headers that say when to try again. */
    ApiError TOO_MANY_REQUESTS = new Text(429, PLAIN, "Too Many Requests");

    ApiError INTERNAL = new Text(500, PLAIN, "Internal Server error");

    /** The region is wrong: the CDN in front of Tabby's API responds. */
    ApiError WRONG_REGION =
            new Text(
                    403,
                    "text/html;charset=UTF-8",
                    """
                    <html>
                    <head><title>403 Forbidden</title></head>
                    <body>
                    <center><h1>403 Forbidden</h1></center>
                    </body>
                    </html>
                    """);

    ApiError FORBIDDEN = new Message(403, "no_permission", null);
    ApiError NO_SUCH_PAYMENT = new Message(404, "not_found", "no such payment");
    ApiError NO_SUCH_WEBHOOK = new Message(404, "not_found", "no such webhook");
    ApiError INVALID_PAYMENT_ID = badData("invalid payment id");
    ApiError NOT_DECODED = badData("could not decode request");
    ApiError FAILED_TO_DECODE = badData("failed to decode request");
    ApiError BAD_REQUEST = badData("bad_request");
    ApiError BODY_TOO_LARGE = new Message(413, "bad_data", "request body is too large");

    ApiError BODY_TOO_SLOW = new Text(408, PLAIN, "Request Timeout");

    /** Too many requests with a body are in progress. */
    ApiError NO_ROOM = new Text(503, PLAIN, "Service Unavailable");

    static ApiError badData(String message) {
        return new Message(400, "bad_data", message);
    }

    private static ObjectNode body(String errorType) {
        return Json.object().put("status", "error").put("errorType", errorType);
    }

    /** A response with this body. */
    static Mono<ServerResponse> json(int status, Object body) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body.toString());
    }
}
