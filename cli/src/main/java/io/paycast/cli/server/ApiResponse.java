package io.paycast.cli.server;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** An HTTP response of the server. */
public record ApiResponse(int status, HttpHeaders headers, String body) {

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body; a missing node if it is not JSON. */
    public JsonNode json() {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** The message of an error: the detail or the title of its problem document, and the status. */
    public String problem() {
        var problem = json();
        var detail = problem.path("detail").asString("");
        if (!detail.isEmpty()) {
            return "%s (HTTP %d)".formatted(Printable.of(detail), status);
        }
        var title = problem.path("title").asString("");
        return title.isEmpty()
                ? "HTTP %d.".formatted(status)
                : "%s (HTTP %d)".formatted(Printable.of(title), status);
    }

    /** The delay of the header {@code Retry-After}, if there is one. */
    public Optional<Duration> retryAfter() {
        return RetryDelay.of(headers);
    }
}
