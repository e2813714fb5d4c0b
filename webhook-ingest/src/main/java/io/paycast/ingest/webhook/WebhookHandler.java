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
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * One webhook's way: who sent it, what it says it is, all of it, and on to {@link Intake}. Runs on
 * the channel's event loop, which it never blocks.
 *
 * <p>No {@code HttpHandler}, although it has the form of one: Boot would take such a bean for all
 * of the server.
 */
public final class WebhookHandler {

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
     * @param json writes problem details
     */
    public WebhookHandler(
            Gate gate,
            String secretHeader,
            InFlight inFlight,
            BodyReader bodies,
            EventLog eventLog,
            Duration retryAfter,
            JsonMapper json,
            MeterRegistry meters,
            InstantSource clock) {
        this.gate = gate;
        this.secretHeader = secretHeader;
        this.inFlight = inFlight;
        this.bodies = bodies;
        this.answers = new Answers(retryAfter, json);
        this.tally = new Tally(meters);
        this.intake = new Intake(eventLog, answers, tally);
        this.retryAfter = retryAfter;
        this.clock = clock;
    }

    /** Takes a webhook in, or refuses it, and answers. */
    public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        long startNanos = System.nanoTime();
        var receivedAt = clock.instant();
        var wire = new Wire(request, response);
        var client = clientOf(request);
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return refused(wire, Refusal.METHOD, client, retryAfter);
        }
        if (client == null) {
            return refused(wire, Refusal.ADDRESS, null, retryAfter);
        }
        return switch (gate.admit(client, single(request.getHeaders(), secretHeader))) {
            case Admission.Admitted(var merchant) ->
                    admitted(new Delivery(wire, client, merchant, receivedAt, startNanos));
            case Admission.WrongAddress() -> refused(wire, Refusal.ADDRESS, client, retryAfter);
            case Admission.WrongSecret() -> refused(wire, Refusal.SECRET, client, retryAfter);
            case Admission.TooManyFailures(var wait) ->
                    refused(wire, Refusal.FAILURES, client, wait);
        };
    }

    private Mono<Void> admitted(Delivery delivery) {
        var request = delivery.request();
        var client = delivery.client();
        if (!JsonType.isSaidBy(request.getHeaders())) {
            return refused(delivery.wire(), Refusal.CONTENT_TYPE, client, retryAfter);
        }
        return Mono.defer(() ->
                inFlight.tryEnter()
                        ? bodies.read(request, delivery.wire())
                                .flatMap(body -> received(delivery, body))
                                .doFinally(_ -> inFlight.leave())
                        : refused(delivery.wire(), Refusal.BUSY, client, retryAfter));
    }

    private Mono<Void> received(Delivery delivery, Body body) {
        return switch (body) {
            case Body.Whole whole when delivery.wire().isAnswered() -> {
                bodies.release(whole);
                yield brokenOff(delivery.wire());
            }
            case Body.Whole whole ->
                    intake.take(delivery, whole.bytes()).doFinally(_ -> bodies.release(whole));
            case Body.Dropped(var why, var toItsEnd) -> {
                var refusal = why == Body.Why.NO_ROOM ? Refusal.BUSY : Refusal.TOO_LARGE;
                tally.refused(refusal, delivery.client(), null);
                yield answers.refused(delivery.wire().response(), refusal, retryAfter, toItsEnd);
            }
            case Body.TooSlow() -> {
                tally.refused(Refusal.TOO_SLOW, delivery.client(), null);
                yield answers.refused(
                        delivery.wire().response(), Refusal.TOO_SLOW, retryAfter, false);
            }
            case Body.BrokenOff() -> brokenOff(delivery.wire());
        };
    }

    /** Refuses before the body was read; it is let past first. */
    private Mono<Void> refused(
            Wire wire, Refusal refusal, @Nullable InetAddress client, Duration wait) {
        tally.refused(refusal, client, null);
        return bodies.discard(wire.request(), wire)
                .flatMap(body ->
                        switch (body) {
                            case Body.BrokenOff() -> brokenOff(wire);
                            case Body.Dropped(_, var toItsEnd) ->
                                    answers.refused(wire.response(), refusal, wait, toItsEnd);
                            case Body.Whole _, Body.TooSlow _ ->
                                    answers.refused(wire.response(), refusal, wait, false);
                        });
    }

    /** Nobody is there to be answered, or the server did it already. */
    private Mono<Void> brokenOff(Wire wire) {
        tally.brokenOff();
        return wire.isAnswered() ? Mono.empty() : answers.badRequest(wire.response());
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
