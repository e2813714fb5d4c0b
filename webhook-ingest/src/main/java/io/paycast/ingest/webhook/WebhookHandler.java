package io.paycast.ingest.webhook;

import io.paycast.body.BodyReader;
import io.paycast.body.BodyResult;
import io.paycast.body.DiscardResult;
import java.time.InstantSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Processes one webhook: checks its headers, reads its body, publishes it and sends one response.
 * Runs on the channel's event loop and never blocks it.
 *
 * <p>It is not an {@code HttpHandler}, because Spring Boot would use such a bean for the whole
 * server.
 */
public final class WebhookHandler {

    private final HeaderCheck headers;
    private final BodyReader bodies;
    private final WebhookPublisher publisher;
    private final WebhookResponses responses;
    private final WebhookMetrics metrics;
    private final InstantSource clock;

    /** Parameters are in the order in which a webhook passes them. */
    public WebhookHandler(
            HeaderCheck headers,
            BodyReader bodies,
            WebhookPublisher publisher,
            WebhookResponses responses,
            WebhookMetrics metrics,
            InstantSource clock) {
        this.headers = headers;
        this.bodies = bodies;
        this.publisher = publisher;
        this.responses = responses;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Processes a request to the webhook endpoint, of any method. */
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        var exchange = new RawExchange(request, response);
        return process(exchange).flatMap(result -> responses.send(exchange, result));
    }

    private Mono<WebhookResult> process(RawExchange exchange) {
        long startNanos = System.nanoTime();
        var receivedAt = clock.instant();
        return switch (headers.check(exchange.request())) {
            case HeaderCheck.Result.Valid(var client, var merchantCode) -> {
                var delivery =
                        new WebhookDelivery(exchange, client, merchantCode, receivedAt, startNanos);
                yield bodies.read(exchange.request(), exchange)
                        .flatMap(body -> process(delivery, body));
            }
            case HeaderCheck.Result.Invalid invalid -> {
                metrics.refused(invalid.refusal(), invalid.client(), null);
                yield bodies.discard(exchange.request(), exchange)
                        .map(rest -> refused(invalid, rest));
            }
        };
    }

    private Mono<WebhookResult> process(WebhookDelivery delivery, BodyResult result) {
        return switch (result) {
            case BodyResult.Body body ->
                    Mono.defer(() -> publish(delivery, body.bytes()))
                            .doFinally(_ -> bodies.release(body));
            case BodyResult.TooLarge(var consumed) ->
                    refused(delivery, WebhookRefusal.TOO_LARGE, consumed);
            case BodyResult.NoRoom(var consumed) ->
                    refused(delivery, WebhookRefusal.BUSY, consumed);
            case BodyResult.TooSlow() -> refused(delivery, WebhookRefusal.TOO_SLOW, false);
            case BodyResult.Broken() -> Mono.just(broken());
        };
    }

    private Mono<WebhookResult> publish(WebhookDelivery delivery, byte[] body) {
        // After broken framing, the server responds itself and ends the body as if it were whole.
        return delivery.exchange().isResponseSent()
                ? Mono.just(broken())
                : publisher.publish(delivery, body);
    }

    private Mono<WebhookResult> refused(
            WebhookDelivery delivery, WebhookRefusal refusal, boolean keepAlive) {
        metrics.refused(refusal, delivery.client(), null);
        return Mono.just(new WebhookResult.Refused(refusal, null, keepAlive));
    }

    private WebhookResult refused(HeaderCheck.Result.Invalid invalid, DiscardResult rest) {
        return rest == DiscardResult.BROKEN
                ? broken()
                : new WebhookResult.Refused(
                        invalid.refusal(), invalid.retryAfter(), rest == DiscardResult.CONSUMED);
    }

    private WebhookResult broken() {
        metrics.broken();
        return new WebhookResult.Broken();
    }
}
