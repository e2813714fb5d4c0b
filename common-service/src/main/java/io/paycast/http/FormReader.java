package io.paycast.http;

import java.util.function.Function;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Reads the forms that pages send: {@code application/x-www-form-urlencoded}. */
public final class FormReader {

    private FormReader() {}

    private sealed interface Result {

        record Valid(MultiValueMap<String, String> form) implements Result {}

        record Invalid(Problem problem) implements Result {}
    }

    /** Passes the form on, or responds with a problem detail if it is invalid or too large. */
    public static Mono<ServerResponse> read(
            ServerRequest request,
            Function<MultiValueMap<String, String>, Mono<ServerResponse>> next) {
        return request.formData()
                .<Result>map(Result.Valid::new)
                .onErrorResume(
                        IllegalArgumentException.class,
                        _ ->
                                invalid(
                                        HttpStatus.BAD_REQUEST,
                                        "The form has an invalid percent-encoding. Each % must be"
                                                + " followed by two hexadecimal digits."))
                .onErrorResume(
                        DataBufferLimitException.class,
                        _ -> invalid(HttpStatus.CONTENT_TOO_LARGE, "The form is too large."))
                .flatMap(result ->
                        switch (result) {
                            case Result.Valid(var form) -> next.apply(form);
                            case Result.Invalid(var problem) -> ProblemWriter.response(problem);
                        });
    }

    private static Mono<Result> invalid(HttpStatus status, String detail) {
        return Mono.just(new Result.Invalid(Problem.of(status, detail)));
    }
}
