package io.paycast.ingest.webhook;

import io.paycast.events.tabby.ParsedWebhook;
import java.time.Duration;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The endpoint's responses; all but the good one are RFC 9457 problem details. */
final class WebhookResponses {

    private final Duration retryAfter;
    private final JsonMapper json;

    /**
     * @param retryAfter when to try again what could not be taken in now
     * @param json writes problem details
     */
    WebhookResponses(Duration retryAfter, JsonMapper json) {
        this.retryAfter = retryAfter;
        this.json = json;
    }

    Mono<Void> accepted(ServerHttpResponse response) {
        return bodiless(response, HttpStatus.OK);
    }

    Mono<Void> badRequest(ServerHttpResponse response) {
        return bodiless(response, HttpStatus.BAD_REQUEST);
    }

    Mono<Void> notUnderstood(ServerHttpResponse response, ParsedWebhook.Invalid refused) {
        var problem = ProblemDetail.forStatus(HttpStatus.UNPROCESSABLE_CONTENT);
        problem.setDetail(refused.detail());
        problem.setProperty("field", refused.field());
        problem.setProperty("reason", refused.reason());
        return answer(response, problem);
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
        var headers = response.getHeaders();
        if (!keepAlive) {
            headers.set(HttpHeaders.CONNECTION, "close");
        }
        switch (refusal) {
            case METHOD -> headers.setAllow(Set.of(HttpMethod.POST));
            case SECRET ->
                    headers.set(
                            HttpHeaders.WWW_AUTHENTICATE, "SharedSecret realm=\"tabby-webhook\"");
            case FAILURES, BUSY, KAFKA -> headers.set(HttpHeaders.RETRY_AFTER, seconds(wait));
            case CONTENT_TYPE -> headers.set(HttpHeaders.ACCEPT, "application/json");
            case ADDRESS, TOO_LARGE, TOO_SLOW -> {}
        }
        return answer(
                response, ProblemDetail.forStatusAndDetail(refusal.status(), refusal.detail()));
    }

    private static Mono<Void> bodiless(ServerHttpResponse response, HttpStatus status) {
        response.setStatusCode(status);
        return response.setComplete();
    }

    private Mono<Void> answer(ServerHttpResponse response, ProblemDetail problem) {
        var body = response.bufferFactory().wrap(json.writeValueAsBytes(problem));
        response.setRawStatusCode(problem.getStatus());
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().setContentLength(body.readableByteCount());
        return response.writeWith(Mono.just(body));
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
    }
}
