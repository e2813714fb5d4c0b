package io.paycast.ingest.webhook;

import io.paycast.events.tabby.Parsed;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The endpoint's answers; all but the good one are RFC 9457 problem details. */
final class Answers {

    private final Duration retryAfter;

    /**
     * @param retryAfter when to try again what could not be taken in now
     */
    Answers(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    Mono<ServerResponse> accepted() {
        return ServerResponse.ok().build();
    }

    Mono<ServerResponse> notUnderstood(Parsed.Refused refused) {
        var problem = ProblemDetail.forStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        problem.setDetail("%s %s.".formatted(nameOf(refused.field()), refused.reason()));
        problem.setProperty("field", refused.field());
        problem.setProperty("reason", refused.reason());
        return answer(ServerResponse.unprocessableContent(), problem);
    }

    Mono<ServerResponse> refused(Refusal refusal) {
        return refused(refusal, retryAfter, true);
    }

    /**
     * A refusal.
     *
     * @param wait until it is worth trying again, where it is
     * @param keepAlive whether the connection can be used further
     */
    Mono<ServerResponse> refused(Refusal refusal, Duration wait, boolean keepAlive) {
        var response = ServerResponse.status(refusal.status());
        if (!keepAlive) {
            response.header(HttpHeaders.CONNECTION, "close");
        }
        switch (refusal) {
            case METHOD -> response.allow(HttpMethod.POST);
            case SECRET ->
                    response.header(
                            HttpHeaders.WWW_AUTHENTICATE, "SharedSecret realm=\"tabby-webhook\"");
            case FAILURES, BUSY, KAFKA -> response.header(HttpHeaders.RETRY_AFTER, seconds(wait));
            case CONTENT_TYPE -> response.header(HttpHeaders.ACCEPT, "application/json");
            case ADDRESS, TOO_LARGE, TOO_SLOW -> {}
        }
        return answer(
                response, ProblemDetail.forStatusAndDetail(refusal.status(), refusal.detail()));
    }

    private static Mono<ServerResponse> answer(
            ServerResponse.BodyBuilder response, ProblemDetail problem) {
        return response.contentType(MediaType.APPLICATION_PROBLEM_JSON).bodyValue(problem);
    }

    private static String nameOf(String field) {
        return field.equals("$") ? "The body" : "The field " + field;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
    }
}
