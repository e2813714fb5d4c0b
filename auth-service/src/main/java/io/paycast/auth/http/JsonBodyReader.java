package io.paycast.auth.http;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
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
 * Reads a request's body as one JSON object of a record type, bounded in size and time and without
 * lenience: no unknown or repeated fields, no coercion between types, nothing after the object.
 *
 * <p>The record's compact constructor says what is wrong with a value by an {@link
 * IllegalArgumentException} whose message is a sentence for the caller.
 */
public final class JsonBodyReader {

    /** Enough for fifty order references of 128 characters, each written as an escape. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final ResponseWriter writer;
    private final JsonMapper json =
            JsonMapper.builder()
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

    public JsonBodyReader(ResponseWriter writer) {
        this.writer = writer;
    }

    /** Reads the body and hands it on; refuses by itself what is not to be read. */
    public <T extends Record> Mono<ServerResponse> read(
            ServerRequest request, Class<T> type, Function<T, Mono<AuthResponse>> next) {
        if (!isJson(request)) {
            return respond(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The Content-Type must be application/json, in UTF-8.");
        }
        if (request.headers().contentLength().orElse(0) > MAX_BYTES) {
            return respond(HttpStatus.CONTENT_TOO_LARGE, TOO_LARGE);
        }
        var body = request.body(BodyExtractors.toDataBuffers());
        return DataBufferUtils.join(body, MAX_BYTES)
                .map(JsonBodyReader::bytes)
                .defaultIfEmpty(new byte[0])
                .timeout(MAX_WAIT)
                .map(bytes -> parse(bytes, type))
                .onErrorResume(
                        DataBufferLimitException.class,
                        _ -> Mono.just(invalid(HttpStatus.CONTENT_TOO_LARGE, TOO_LARGE)))
                .onErrorResume(
                        TimeoutException.class,
                        _ -> Mono.just(invalid(HttpStatus.REQUEST_TIMEOUT, TOO_SLOW)))
                .flatMap(parsed ->
                        switch (parsed) {
                            case Parsed.Valid<T>(var value) -> next.apply(value);
                            case Parsed.Invalid<T>(var problem) ->
                                    Mono.just((AuthResponse) new AuthResponse.Refused(problem));
                        })
                .flatMap(writer::response);
    }

    private static final String TOO_LARGE =
            "The body must not exceed %d bytes.".formatted(MAX_BYTES);
    private static final String TOO_SLOW =
            "The body did not arrive within %d seconds.".formatted(MAX_WAIT.toSeconds());

    private sealed interface Parsed<T> {
        record Valid<T>(T value) implements Parsed<T> {}

        record Invalid<T>(Problem problem) implements Parsed<T> {}
    }

    private <T extends Record> Parsed<T> parse(byte[] bytes, Class<T> type) {
        try {
            var value = json.readValue(bytes, type);
            return value == null
                    ? invalid("The body must be a JSON object.")
                    : new Parsed.Valid<>(value);
        } catch (ValueInstantiationException e) {
            return e.getCause() instanceof IllegalArgumentException said
                            && said.getMessage() != null
                    ? invalid(said.getMessage())
                    : invalid("The body is not what this endpoint takes.");
        } catch (UnrecognizedPropertyException e) {
            return invalid("The body may have these fields only: " + fields(type) + ".");
        } catch (DatabindException e) {
            return invalid(mismatch(e, type));
        } catch (JacksonException e) {
            return invalid("The body is no well-formed JSON object.");
        }
    }

    /** Names a field that the type declares; what the caller wrote is never repeated. */
    private static String mismatch(DatabindException e, Class<?> type) {
        return e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(name -> name != null)
                .findFirst()
                .map("The field %s has the wrong type."::formatted)
                .orElse("The body must be a JSON object with the fields: " + fields(type) + ".");
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

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static <T> Parsed<T> invalid(String detail) {
        return new Parsed.Invalid<>(Problem.badRequest(detail));
    }

    private static <T> Parsed<T> invalid(HttpStatus status, String detail) {
        return new Parsed.Invalid<>(Problem.of(status, detail));
    }

    private Mono<ServerResponse> respond(HttpStatus status, String detail) {
        return writer.response(new AuthResponse.Refused(Problem.of(status, detail)));
    }
}
