package io.paycast.ingest.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.paycast.ingest.body.Body;
import io.paycast.ingest.body.BodyReader;
import io.paycast.ingest.body.InFlightLimit;
import io.paycast.ingest.body.JsonContentType;
import io.paycast.ingest.eventlog.EventLog;
import io.paycast.ingest.gate.Gate;
import io.paycast.ingest.gate.SenderCheck;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * One webhook's way: who sent it, what it says it is, all of it, and on to {@link
 * WebhookPublisher}. Runs on the channel's event loop, which it never blocks.
 *
 * <p>No {@code HttpHandler}, although it has the form of one: Boot would take such a bean for all
 * of the server.
 */
public final class WebhookHandler {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Gate gate;
    private final String secretHeader;
    private final InFlightLimit inFlight;
    private final BodyReader bodies;
    private final WebhookPublisher publisher;
    private final WebhookResponses responses;
    private final WebhookMetrics metrics;
    private final Duration retryAfter;
    private final InstantSource clock;

    /**
     * @param retryAfter what a sender is told when its webhook cannot be taken in now
     */
    public WebhookHandler(
            Gate gate,
            String secretHeader,
            InFlightLimit inFlight,
            BodyReader bodies,
            EventLog eventLog,
            Duration retryAfter,
            MeterRegistry meters,
            InstantSource clock) {
        this.gate = gate;
        this.secretHeader = secretHeader;
        this.inFlight = inFlight;
        this.bodies = bodies;
        this.responses = new WebhookResponses(retryAfter);
        this.metrics = new WebhookMetrics(meters);
        this.publisher = new WebhookPublisher(eventLog, responses, metrics);
        this.retryAfter = retryAfter;
        this.clock = clock;
    }

    /** Takes a webhook in, or refuses it, and answers. */
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        long startNanos = System.nanoTime();
        var receivedAt = clock.instant();
        var exchange = new RawExchange(request, response);
        var client = clientOf(request);
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return refused(exchange, WebhookRefusal.METHOD, client, retryAfter);
        }
        if (client == null) {
            return refused(exchange, WebhookRefusal.ADDRESS, null, retryAfter);
        }
        return switch (gate.check(client, single(request.getHeaders(), secretHeader))) {
            case SenderCheck.Authenticated(var merchant) ->
                    admitted(
                            new WebhookDelivery(
                                    exchange, client, merchant, receivedAt, startNanos));
            case SenderCheck.AddressNotAllowed() ->
                    refused(exchange, WebhookRefusal.ADDRESS, client, retryAfter);
            case SenderCheck.InvalidSecret() ->
                    refused(exchange, WebhookRefusal.SECRET, client, retryAfter);
            case SenderCheck.TooManyFailures(var wait) ->
                    refused(exchange, WebhookRefusal.FAILURES, client, wait);
        };
    }

    private Mono<Void> admitted(WebhookDelivery delivery) {
        var request = delivery.request();
        var client = delivery.client();
        if (!JsonContentType.isDeclaredBy(request.getHeaders())) {
            return refused(delivery.exchange(), WebhookRefusal.CONTENT_TYPE, client, retryAfter);
        }
        return Mono.defer(() ->
                inFlight.tryAcquireRequest()
                        ? bodies.read(request, delivery.exchange())
                                .flatMap(body -> received(delivery, body))
                                .doFinally(_ -> inFlight.releaseRequest())
                        : refused(delivery.exchange(), WebhookRefusal.BUSY, client, retryAfter));
    }

    private Mono<Void> received(WebhookDelivery delivery, Body body) {
        return switch (body) {
            case Body.Whole whole when delivery.exchange().isAnswered() -> {
                bodies.release(whole);
                yield brokenOff(delivery.exchange());
            }
            case Body.Whole whole ->
                    publisher
                            .publish(delivery, whole.bytes())
                            .doFinally(_ -> bodies.release(whole));
            case Body.Dropped(var why, var toItsEnd) -> {
                var refusal =
                        why == Body.Why.NO_ROOM ? WebhookRefusal.BUSY : WebhookRefusal.TOO_LARGE;
                metrics.refused(refusal, delivery.client(), null);
                yield responses.refused(
                        delivery.exchange().response(), refusal, retryAfter, toItsEnd);
            }
            case Body.TooSlow() -> {
                metrics.refused(WebhookRefusal.TOO_SLOW, delivery.client(), null);
                yield responses.refused(
                        delivery.exchange().response(), WebhookRefusal.TOO_SLOW, retryAfter, false);
            }
            case Body.BrokenOff() -> brokenOff(delivery.exchange());
        };
    }

    /** Refuses before the body was read; it is let past first. */
    private Mono<Void> refused(
            RawExchange exchange,
            WebhookRefusal refusal,
            @Nullable InetAddress client,
            Duration wait) {
        metrics.refused(refusal, client, null);
        return bodies.discard(exchange.request(), exchange)
                .flatMap(body ->
                        switch (body) {
                            case Body.BrokenOff() -> brokenOff(exchange);
                            case Body.Dropped(_, var toItsEnd) ->
                                    responses.refused(exchange.response(), refusal, wait, toItsEnd);
                            case Body.Whole _, Body.TooSlow _ ->
                                    responses.refused(exchange.response(), refusal, wait, false);
                        });
    }

    /** Nobody is there to be answered, or the server did it already. */
    private Mono<Void> brokenOff(RawExchange exchange) {
        metrics.brokenOff();
        return exchange.isAnswered() ? Mono.empty() : responses.badRequest(exchange.response());
    }

    private @Nullable InetAddress clientOf(ServerHttpRequest request) {
        var peer = request.getRemoteAddress();
        if (peer == null || peer.getAddress() == null) {
            return null;
        }
        var forwardedFor = request.getHeaders().get(FORWARDED_FOR);
        return gate.clientOf(
                peer.getAddress(), forwardedFor == null ? null : String.join(",", forwardedFor));
    }

    /** A header that is there exactly once; of two, nobody can say which one is meant. */
    private static @Nullable String single(HttpHeaders headers, String name) {
        var values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : null;
    }
}
