package io.paycast.ingest.webhook;

import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends the responses of the webhook endpoint: 200, and every other one as a problem detail (RFC
 * 9457). Thread-safe.
 */
public final class WebhookResponses {

    private final Duration defaultRetryAfter;

    /**
     * @param defaultRetryAfter when a client may try again, unless the result says otherwise
     */
    public WebhookResponses(Duration defaultRetryAfter) {
        this.defaultRetryAfter = defaultRetryAfter;
    }

    /** Sends the response to a webhook. Call it once per exchange. */
    Mono<Void> send(RawExchange exchange, WebhookResult result) {
        var response = exchange.response();
        return switch (result) {
            case WebhookResult.Stored() -> sendEmpty(response, HttpStatus.OK);
            case WebhookResult.Unknown(var what) -> sendUnknown(response, what);
            case WebhookResult.Quarantined(var invalid) ->
                    ProblemWriter.write(response, problemOf(invalid));
            case WebhookResult.Refused refused -> ProblemWriter.write(response, problemOf(refused));
            case WebhookResult.Broken() ->
                    exchange.isResponseSent()
                            ? Mono.empty()
                            : sendEmpty(response, HttpStatus.BAD_REQUEST);
        };
    }

    /** Tabby ignores the body. It is for a person who tries a webhook by hand. */
    private static Mono<Void> sendUnknown(ServerHttpResponse response, ParsedWebhook.Invalid what) {
        var body = new LinkedHashMap<String, Object>();
        body.put("quarantined", true);
        body.put("field", what.field());
        body.put("reason", what.reason());
        body.put("detail", what.detail());
        var bytes = response.bufferFactory().wrap(JsonMapper.shared().writeValueAsBytes(body));
        response.setStatusCode(HttpStatus.OK);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(bytes.readableByteCount());
        return response.writeWith(Mono.just(bytes));
    }

    private static Mono<Void> sendEmpty(ServerHttpResponse response, HttpStatus status) {
        response.setStatusCode(status);
        return response.setComplete();
    }

    private static Problem problemOf(ParsedWebhook.Invalid invalid) {
        return Problem.of(HttpStatus.UNPROCESSABLE_CONTENT, invalid.detail())
                .withMember("field", invalid.field())
                .withMember("reason", invalid.reason());
    }

    private Problem problemOf(WebhookResult.Refused refused) {
        var refusal = refused.refusal();
        var problem = Problem.of(refusal.status(), refusal.detail());
        if (!refused.keepAlive()) {
            problem = problem.withHeader(HttpHeaders.CONNECTION, "close");
        }
        return switch (refusal) {
            case METHOD -> problem.withHeader(HttpHeaders.ALLOW, "POST");
            case SECRET ->
                    problem.withHeader(
                            HttpHeaders.WWW_AUTHENTICATE, "SharedSecret realm=\"tabby-webhook\"");
            case FAILURES, BUSY, KAFKA -> problem.withRetryAfter(retryAfter(refused));
            case CONTENT_TYPE -> problem.withHeader(HttpHeaders.ACCEPT, "application/json");
            case FORWARDED, ADDRESS, UNLISTED_ADDRESS, TOO_LARGE, TOO_SLOW -> problem;
        };
    }

    private Duration retryAfter(WebhookResult.Refused refused) {
        var retryAfter = refused.retryAfter();
        return retryAfter == null ? defaultRetryAfter : retryAfter;
    }
}
