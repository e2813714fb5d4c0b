package io.paycast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;

class ProblemWriterTest {

    private final Problem problem =
            Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "Kafka is not available.")
                    .withRetryAfter(Duration.ofSeconds(5));

    @Test
    void writesTheResponseOfARoute() {
        var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));

        ProblemWriter.response(problem)
                .flatMap(response -> response.writeTo(exchange, new Context()))
                .block();

        assertWritten(exchange.getResponse());
    }

    @Test
    void writesTheResponseOfAFilter() {
        var response = new MockServerHttpResponse();

        ProblemWriter.write(response, problem).block();

        assertWritten(response);
    }

    private void assertWritten(MockServerHttpResponse response) {
        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        var headers = response.getHeaders();
        assertThat(headers.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(headers.getContentType()).hasToString(Problem.MEDIA_TYPE);
        assertThat(headers.getContentLength()).isEqualTo(problem.body().length);
        assertThat(headers.getFirst("Retry-After")).isEqualTo("5");
        assertThat(response.getBodyAsString().block())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\","
                                + "\"status\":503,\"detail\":\"Kafka is not available.\"}");
    }

    private static final class Context implements ServerResponse.Context {

        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return HandlerStrategies.withDefaults().messageWriters();
        }

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    }
}
