package io.paycast.gateway.http;

import io.paycast.body.BodyResult;
import io.paycast.body.InFlightLimit;
import io.paycast.body.InFlightShares;
import io.paycast.body.SharedBodyReader;
import io.paycast.body.ShortNames;
import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.events.References;
import io.paycast.gateway.access.Client;
import io.paycast.http.ContentTypes;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/websocket/test-notification}: publishes a payment update by hand. The update is
 * marked as a test and passes through Kafka, so that every gateway delivers it.
 */
public final class TestNotification {

    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

    /** The most requests in progress; one subject has at most a quarter of them. */
    private static final int MAX_REQUESTS = 256;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final JsonMapper json =
            JsonMapper.builder(ShortNames.jsonFactory())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final SharedBodyReader<String> bodies =
            new SharedBodyReader<>(
                    MAX_BODY_BYTES,
                    BODY_TIMEOUT,
                    new InFlightShares<>(
                            new InFlightLimit(MAX_REQUESTS, (long) MAX_REQUESTS * MAX_BODY_BYTES),
                            4));
    private final Sender sender;
    private final Predicate<Client> revoked;
    private final InstantSource clock;
    private final NotificationRate rate =
            new NotificationRate(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    /** Sends a record and completes when all in-sync replicas have it. */
    public interface Sender {
        Mono<Void> send(ProducerRecord<String, byte[]> message);
    }

    /**
     * @param revoked whether a client's token was revoked after it was verified
     */
    public TestNotification(Sender sender, Predicate<Client> revoked, InstantSource clock) {
        this.sender = sender;
        this.revoked = revoked;
        this.clock = clock;
    }

    /** The response once Kafka has the event. */
    record Accepted(String eventId) {}

    private sealed interface Body {
        record Valid(PaymentSnapshot payment) implements Body {}

        record Invalid(String detail) implements Body {}
    }

    Mono<ServerResponse> send(ServerRequest request) {
        if (!ContentTypes.is(request, MediaType.APPLICATION_JSON)) {
            return problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Type must be application/json.");
        }
        return GatewaySecurity.clientOf(request)
                .flatMap(client ->
                        bodies.read(
                                request.exchange().getRequest(),
                                client.subject(),
                                result -> send(client, result)));
    }

    private Mono<ServerResponse> send(Client client, BodyResult result) {
        return switch (result) {
            case BodyResult.Body body -> send(client, body.bytes());
            case BodyResult.TooLarge _ ->
                    problem(HttpStatus.CONTENT_TOO_LARGE, "The body must be at most 16 KiB.");
            case BodyResult.TooSlow _ ->
                    problem(
                            HttpStatus.REQUEST_TIMEOUT,
                            "The body did not arrive within %d seconds."
                                    .formatted(BODY_TIMEOUT.toSeconds()));
            case BodyResult.NoRoom _ ->
                    ProblemWriter.response(
                            Problem.of(
                                            HttpStatus.SERVICE_UNAVAILABLE,
                                            "Too many test notifications are in progress; try again"
                                                    + " shortly.")
                                    .withRetryAfter(RETRY_AFTER));
            case BodyResult.Broken _ ->
                    problem(HttpStatus.BAD_REQUEST, "The connection broke within the body.");
        };
    }

    /** The body may have arrived long after the token was verified. */
    private Mono<ServerResponse> send(Client client, byte[] body) {
        if (revoked.test(client) || !clock.instant().isBefore(client.expiresAt())) {
            return ProblemWriter.response(GatewaySecurity.noLongerValid());
        }
        return switch (read(body)) {
            case Body.Invalid(var detail) -> problem(HttpStatus.BAD_REQUEST, detail);
            case Body.Valid(var payment) -> {
                var wait = rate.tryAcquire(client.subject());
                yield wait.isZero() ? send(payment) : tooMany(wait);
            }
        };
    }

    private static Mono<ServerResponse> tooMany(Duration wait) {
        return ProblemWriter.response(
                Problem.of(
                                HttpStatus.TOO_MANY_REQUESTS,
                                "A user may send %d test notifications per minute, and all users %d."
                                        .formatted(
                                                NotificationRate.MAX_OF_SUBJECT_PER_MINUTE,
                                                NotificationRate.MAX_PER_MINUTE))
                        .withRetryAfter(wait));
    }

    private Mono<ServerResponse> send(PaymentSnapshot payment) {
        var event = PaymentEvent.of(PaymentEvent.TEST_NOTIFICATION, clock.instant(), payment);
        return sender.send(codec.encode(event, null))
                .then(
                        ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(new Accepted(event.id())))
                .onErrorResume(fault ->
                        problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "Kafka did not accept the event in time; try again."));
    }

    private Body read(byte[] body) {
        JsonNode node;
        try {
            node = json.readTree(body);
        } catch (JacksonException e) {
            return new Body.Invalid(
                    "The body must be JSON, with names of at most %d characters."
                            .formatted(ShortNames.MAX_CHARS));
        }
        var paymentId = text(node.path("PaymentId"), References::isPayment);
        if (paymentId.isEmpty()) {
            return new Body.Invalid(
                    "PaymentId must be a string of 1 to %d printable characters."
                            .formatted(References.MAX_PAYMENT_CHARS));
        }
        var status = PaymentStatus.of(node.path("Status").asString(""));
        if (status.isEmpty()) {
            return new Body.Invalid(
                    "Status must be created, authorized, expired, rejected or closed.");
        }
        var currency =
                node.path("Currency").isMissingNode()
                        ? Optional.of(CurrencyCode.AED)
                        : CurrencyCode.of(node.path("Currency").asString(""));
        if (currency.isEmpty()) {
            return new Body.Invalid("Currency must be AED, SAR, KWD, BHD or QAR.");
        }
        var amount = amount(node.path("Amount"), currency.get());
        if (amount == null) {
            return new Body.Invalid(
                    "Amount must be 0 or more with at most %d decimals for %s."
                            .formatted(currency.get().decimals(), currency.get()));
        }
        var order = node.path("OrderReferenceId");
        var orderReference = text(order, References::isOrder);
        if (!order.isMissingNode() && !order.isNull() && orderReference.isEmpty()) {
            return new Body.Invalid(
                    "OrderReferenceId must be a string of 1 to %d printable characters, or null."
                            .formatted(References.MAX_ORDER_CHARS));
        }
        return new Body.Valid(
                new PaymentSnapshot(
                        paymentId.get(),
                        status.get(),
                        amount,
                        currency.get(),
                        orderReference.orElse(null),
                        List.of(),
                        List.of(),
                        true,
                        false,
                        null,
                        null,
                        null));
    }

    private static Optional<String> text(JsonNode node, Predicate<String> accepted) {
        return node.isString() && accepted.test(node.asString())
                ? Optional.of(node.asString())
                : Optional.empty();
    }

    private static @Nullable BigDecimal amount(JsonNode node, CurrencyCode currency) {
        if (!node.isNumber()) {
            return null;
        }
        try {
            var amount = currency.scale(node.decimalValue());
            return amount.signum() < 0 ? null : amount;
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static Mono<ServerResponse> problem(HttpStatus status, String detail) {
        return ProblemWriter.response(Problem.of(status, detail));
    }
}
