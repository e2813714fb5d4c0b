package io.paycast.ingest.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.paycast.ingest.body.Body;
import io.paycast.ingest.body.BodyReader;
import io.paycast.ingest.body.InFlight;
import io.paycast.ingest.body.JsonType;
import io.paycast.ingest.eventlog.EventLog;
import io.paycast.ingest.gate.Admission;
import io.paycast.ingest.gate.Gate;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * One webhook's way: who sent it, what it says it is, all of it, and on to {@link Intake}. Runs on
 * the channel's event loop, which it never blocks.
 */
public final class WebhookHandler implements HandlerFunction<ServerResponse> {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Gate gate;
    private final String secretHeader;
    private final InFlight inFlight;
    private final BodyReader bodies;
    private final Intake intake;
    private final Answers answers;
    private final Tally tally;
    private final Duration retryAfter;
    private final InstantSource clock;

    /**
     * @param retryAfter what a sender is told when its webhook cannot be taken in now
     */
    public WebhookHandler(
            Gate gate,
            String secretHeader,
            InFlight inFlight,
            BodyReader bodies,
            EventLog eventLog,
            Duration retryAfter,
            MeterRegistry meters,
            InstantSource clock) {
        this.gate = gate;
        this.secretHeader = secretHeader;
        this.inFlight = inFlight;
        this.bodies = bodies;
        this.answers = new Answers(retryAfter);
        this.tally = new Tally(meters);
        this.intake = new Intake(eventLog, answers, tally);
        this.retryAfter = retryAfter;
        this.clock = clock;
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest serverRequest) {
        long startNanos = System.nanoTime();
        var receivedAt = clock.instant();
        var exchange = serverRequest.exchange();
        var request = exchange.getRequest();
        var client = clientOf(request);
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return refused(exchange, Refusal.METHOD, client, retryAfter);
        }
        if (client == null) {
            return refused(exchange, Refusal.ADDRESS, null, retryAfter);
        }
        return switch (gate.admit(client, single(request.getHeaders(), secretHeader))) {
            case Admission.Admitted(var merchant) ->
                    admitted(new Delivery(exchange, client, merchant, receivedAt, startNanos));
            case Admission.WrongAddress() -> refused(exchange, Refusal.ADDRESS, client, retryAfter);
            case Admission.WrongSecret() -> refused(exchange, Refusal.SECRET, client, retryAfter);
            case Admission.TooManyFailures(var wait) ->
                    refused(exchange, Refusal.FAILURES, client, wait);
        };
    }

    private Mono<ServerResponse> admitted(Delivery delivery) {
        var request = delivery.request();
        var client = delivery.client();
        if (!JsonType.isSaidBy(request.getHeaders())) {
            return refused(delivery.exchange(), Refusal.CONTENT_TYPE, client, retryAfter);
        }
        return Mono.defer(() ->
                inFlight.tryEnter()
                        ? bodies.read(request)
                                .flatMap(body -> received(delivery, body))
                                .doFinally(_ -> inFlight.leave())
                        : refused(delivery.exchange(), Refusal.BUSY, client, retryAfter));
    }

    private Mono<ServerResponse> received(Delivery delivery, Body body) {
        return switch (body) {
            case Body.Whole whole when Wire.isAnswered(delivery.exchange().getResponse()) -> {
                bodies.release(whole);
                yield brokenOff(delivery.exchange());
            }
            case Body.Whole whole ->
                    intake.take(delivery, whole.bytes()).doFinally(_ -> bodies.release(whole));
            case Body.Dropped(var why, var toItsEnd) -> {
                var refusal = why == Body.Why.NO_ROOM ? Refusal.BUSY : Refusal.TOO_LARGE;
                tally.refused(refusal, delivery.client(), null);
                yield answers.refused(refusal, retryAfter, toItsEnd);
            }
            case Body.TooSlow() -> {
                tally.refused(Refusal.TOO_SLOW, delivery.client(), null);
                yield answers.refused(Refusal.TOO_SLOW, retryAfter, false);
            }
            case Body.BrokenOff() -> brokenOff(delivery.exchange());
        };
    }

    /** Refuses before the body was read; it is let past first. */
    private Mono<ServerResponse> refused(
            ServerWebExchange exchange,
            Refusal refusal,
            @Nullable InetAddress client,
            Duration wait) {
        tally.refused(refusal, client, null);
        return bodies.discard(exchange.getRequest())
                .flatMap(body ->
                        switch (body) {
                            case Body.BrokenOff() -> brokenOff(exchange);
                            case Body.Dropped(_, var toItsEnd) ->
                                    answers.refused(refusal, wait, toItsEnd);
                            case Body.Whole _, Body.TooSlow _ ->
                                    answers.refused(refusal, wait, false);
                        });
    }

    /** Nobody is there to be answered, or the server did it already. */
    private Mono<ServerResponse> brokenOff(ServerWebExchange exchange) {
        tally.brokenOff();
        return Wire.isAnswered(exchange.getResponse())
                ? Mono.empty()
                : ServerResponse.badRequest().build();
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
