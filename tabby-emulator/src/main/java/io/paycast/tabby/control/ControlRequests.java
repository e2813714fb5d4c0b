package io.paycast.tabby.control;

import io.paycast.body.BodyResult;
import io.paycast.http.ContentTypes;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import io.paycast.tabby.api.RequestBodies;
import io.paycast.tabby.model.Json;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and answers requests for the emulator's own endpoints. */
final class ControlRequests {

    private static final int MAX_BODY_BYTES = 256 * 1024;

    private final RequestBodies bodies;

    ControlRequests(RequestBodies bodies) {
        this.bodies = bodies;
    }

    /**
     * Calls the handler with the JSON object of the body. Another content type gets 415, so that a
     * page of another origin cannot send a request without asking first.
     */
    Mono<ServerResponse> withJson(
            ServerRequest request, Function<ObjectNode, Mono<ServerResponse>> handler) {
        if (!ContentTypes.is(request, MediaType.APPLICATION_JSON)) {
            return problem(415, "The Content-Type must be application/json.");
        }
        return bodies.read(
                request,
                MAX_BODY_BYTES,
                result ->
                        switch (result) {
                            case BodyResult.Body body -> handled(body.bytes(), handler);
                            case BodyResult.TooLarge _ ->
                                    problem(
                                            413,
                                            "The body must have at most %d bytes."
                                                    .formatted(MAX_BODY_BYTES));
                            case BodyResult.NoRoom _ ->
                                    problem(
                                            503,
                                            "Too many requests are in progress; try again"
                                                    + " shortly.");
                            case BodyResult.TooSlow _ ->
                                    problem(408, "The body did not arrive within 10 seconds.");
                            case BodyResult.Broken _ ->
                                    problem(400, "The connection broke within the body.");
                        });
    }

    private static Mono<ServerResponse> handled(
            byte[] bytes, Function<ObjectNode, Mono<ServerResponse>> handler) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(bytes);
        } catch (JacksonException e) {
            return problem(400, "The body must be one JSON object.");
        }
        return json instanceof ObjectNode object
                ? handler.apply(object)
                : problem(400, "The body must be one JSON object.");
    }

    static Mono<ServerResponse> ok(JsonNode body) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .bodyValue(body.toString());
    }

    static Mono<ServerResponse> problem(int status, String detail) {
        return ProblemWriter.response(Problem.of(HttpStatus.valueOf(status), detail));
    }
}
