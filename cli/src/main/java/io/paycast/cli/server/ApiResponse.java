package io.paycast.cli.server;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What the server answered. */
public record ApiResponse(int status, HttpHeaders headers, String body) {

    /** Whether it did what it was asked to. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The body; a missing node where it is no JSON. */
    public JsonNode json() {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    /** The sentence of a refusal: the problem's detail where there is one. */
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

    /** How long to wait before trying again, where the server says so in seconds. */
    public Optional<Duration> retryAfter() {
        return RetryAfter.of(headers);
    }
}
