package io.paycast.ingest.webhook;

import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/** The endpoint's responses; all but the good one are RFC 9457 problem details. */
final class WebhookResponses {

    private final Duration retryAfter;

    /**
     * @param retryAfter when to try again what could not be taken in now
     */
    WebhookResponses(Duration retryAfter) {
        this.retryAfter = retryAfter;
    }

    Mono<Void> accepted(ServerHttpResponse response) {
        return bodiless(response, HttpStatus.OK);
    }

    Mono<Void> badRequest(ServerHttpResponse response) {
        return bodiless(response, HttpStatus.BAD_REQUEST);
    }

    Mono<Void> notUnderstood(ServerHttpResponse response, ParsedWebhook.Invalid refused) {
        var detail = refused.detail();
        return ProblemWriter.write(
                response,
                Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, detail)
                        .withMember("field", refused.field())
                        .withMember("reason", refused.reason()));
    }

    Mono<Void> refused(ServerHttpResponse response, WebhookRefusal refusal) {
        return refused(response, refusal, retryAfter, true);
    }

    /**
     * A refusal.
     *
     * @param wait until it is worth trying again, where it is
     * @param keepAlive whether the connection can be used further
     */
    Mono<Void> refused(
            ServerHttpResponse response, WebhookRefusal refusal, Duration wait, boolean keepAlive) {
        var problem = Problem.of(refusal.status(), refusal.detail());
        if (!keepAlive) {
            problem = problem.withHeader(HttpHeaders.CONNECTION, "close");
        }
        return ProblemWriter.write(response, withHeaders(problem, refusal, wait));
    }

    private static Problem withHeaders(Problem problem, WebhookRefusal refusal, Duration wait) {
        return switch (refusal) {
            case METHOD -> problem.withHeader(HttpHeaders.ALLOW, "POST");
            case SECRET ->
                    problem.withHeader(
                            HttpHeaders.WWW_AUTHENTICATE, "SharedSecret realm=\"tabby-webhook\"");
            case FAILURES, BUSY, KAFKA -> problem.withRetryAfter(wait);
            case CONTENT_TYPE -> problem.withHeader(HttpHeaders.ACCEPT, "application/json");
            case ADDRESS, TOO_LARGE, TOO_SLOW -> problem;
        };
    }

    private static Mono<Void> bodiless(ServerHttpResponse response, HttpStatus status) {
        response.setStatusCode(status);
        return response.setComplete();
    }
}
