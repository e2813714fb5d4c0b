package io.paycast.auth.http;

import io.paycast.body.BodyResult;
import io.paycast.body.InFlightLimit;
import io.paycast.body.InFlightShares;
import io.paycast.body.SharedBodyReader;
import io.paycast.body.ShortNames;
import io.paycast.http.Problem;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads a request's body strictly as one JSON object of a record type, bounded in size, time and
 * memory. It refuses unknown and repeated fields, coercion between types, and anything after the
 * object. Thread-safe.
 *
 * <p>A record's compact constructor rejects an invalid value with an {@link
 * IllegalArgumentException}, whose message becomes the problem detail.
 *
 * @param <K> identifies a client, such as its network or its username
 */
public final class JsonBodyReader<K> {

    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final String TOO_SLOW =
            "The body did not arrive within %d seconds.".formatted(MAX_WAIT.toSeconds());

    static final JsonMapper JSON =
            JsonMapper.builder(ShortNames.jsonFactory())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text ->
                                    text.setCoercion(
                                                    CoercionInputShape.Integer, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Float, CoercionAction.Fail)
                                            .setCoercion(
                                                    CoercionInputShape.Boolean,
                                                    CoercionAction.Fail))
                    .build();

    private final int maxBytes;
    private final InFlightLimit inFlight;
    private final LongAdder refused = new LongAdder();
    private final SharedBodyReader<K> bodies;
    private final ResponseWriter writer;

    /**
     * @param maxBytes the size of one body
     * @param shares the limit on the requests in progress and on the memory of their bodies
     */
    public JsonBodyReader(int maxBytes, InFlightShares<K> shares, ResponseWriter writer) {
        this.maxBytes = maxBytes;
        this.inFlight = shares.whole();
        this.bodies = new SharedBodyReader<>(maxBytes, MAX_WAIT, shares);
        this.writer = writer;
    }

    /**
     * Reads the body and passes it on, or responds with a problem detail.
     *
     * @param client who sends the request, of whose share of the limit the body takes
     */
    public <T extends Record> Mono<ServerResponse> read(
            ServerRequest request, K client, Class<T> type, Function<T, Mono<AuthResponse>> next) {
        if (!isJson(request)) {
            return respond(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Type must be application/json in UTF-8.");
        }
        return bodies.read(
                        request.exchange().getRequest(),
                        client,
                        result ->
                                switch (parse(result, type)) {
                                    case Parsed.Valid<T>(var value) -> next.apply(value);
                                    case Parsed.Invalid<T>(var problem) ->
                                            Mono.<AuthResponse>just(
                                                    new AuthResponse.Refused(problem));
                                })
                .flatMap(writer::response);
    }

    private <T extends Record> Parsed<T> parse(BodyResult result, Class<T> type) {
        return switch (result) {
            case BodyResult.Body body -> parse(body.bytes(), type);
            case BodyResult.TooLarge _ ->
                    invalid(
                            HttpStatus.CONTENT_TOO_LARGE,
                            "The body must be at most %d bytes.".formatted(maxBytes));
            case BodyResult.TooSlow _ -> invalid(HttpStatus.REQUEST_TIMEOUT, TOO_SLOW);
            case BodyResult.NoRoom _ -> {
                refused.increment();
                yield new Parsed.Invalid<>(tooManyRequests());
            }
            case BodyResult.Broken _ -> invalid("The connection broke within the body.");
        };
    }

    private static Problem tooManyRequests() {
        return Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Too many requests are in progress, of this client or of all; try again"
                                + " shortly.")
                .withRetryAfter(RETRY_AFTER);
    }

    /** Returns what is in flight of all clients. */
    public InFlightLimit inFlight() {
        return inFlight;
    }

    /** Returns the number of requests that were refused because too many were in flight. */
    public long refused() {
        return refused.sum();
    }

    private sealed interface Parsed<T> {
        record Valid<T>(T value) implements Parsed<T> {}

        record Invalid<T>(Problem problem) implements Parsed<T> {}
    }

    private <T extends Record> Parsed<T> parse(byte[] bytes, Class<T> type) {
        try {
            var value = JSON.readValue(bytes, type);
            return value == null
                    ? invalid("The body must be a JSON object.")
                    : new Parsed.Valid<>(value);
        } catch (ValueInstantiationException e) {
            return e.getCause() instanceof IllegalArgumentException invalid
                            && invalid.getMessage() != null
                    ? invalid(invalid.getMessage())
                    : invalid("The body is invalid for this endpoint.");
        } catch (UnrecognizedPropertyException e) {
            return invalid("The body may only have the fields: " + fields(type) + ".");
        } catch (DatabindException e) {
            return invalid(mismatch(e, type));
        } catch (StreamConstraintsException e) {
            return invalid("The body must be a JSON object with the fields: " + fields(type) + ".");
        } catch (JacksonException e) {
            return invalid("The body must be a well-formed JSON object.");
        }
    }

    /** Names a declared field, and never repeats what the client sent. */
    private static String mismatch(DatabindException e, Class<?> type) {
        var name =
                e.getPath().stream()
                        .map(JacksonException.Reference::getPropertyName)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse("");
        return Arrays.stream(type.getRecordComponents())
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .map(field ->
                        "The field %s must be %s."
                                .formatted(field.getName(), jsonType(field.getType())))
                .orElse("The body must be a JSON object with the fields: " + fields(type) + ".");
    }

    private static String jsonType(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return type == Long.class ? "a whole number" : "a list of strings";
    }

    private static String fields(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.joining(", "));
    }

    private static boolean isJson(ServerRequest request) {
        try {
            return request.headers()
                    .contentType()
                    .filter(type -> type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON))
                    .filter(type ->
                            type.getCharset() == null
                                    || type.getCharset().equals(StandardCharsets.UTF_8))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static <T> Parsed<T> invalid(String detail) {
        return new Parsed.Invalid<>(Problem.of(HttpStatus.BAD_REQUEST, detail));
    }

    private static <T> Parsed<T> invalid(HttpStatus status, String detail) {
        return new Parsed.Invalid<>(Problem.of(status, detail));
    }

    private Mono<ServerResponse> respond(HttpStatus status, String detail) {
        return writer.response(AuthResponse.refused(status, detail));
    }
}
