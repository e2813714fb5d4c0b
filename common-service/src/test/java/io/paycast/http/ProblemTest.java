package io.paycast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class ProblemTest {

    @Test
    void writesTheMembersOfRfc9457() {
        var problem = Problem.of(HttpStatus.FORBIDDEN, "The address is not allowed.");

        assertThat(new String(problem.body(), UTF_8))
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                                + "\"detail\":\"The address is not allowed.\"}");
    }

    @Test
    void writesExtensionMembersLastAndInOrder() {
        var problem =
                Problem.of(422, "The field amount is missing.")
                        .withMember("field", "amount")
                        .withMember("reason", "is \"missing\"");

        assertThat(new String(problem.body(), UTF_8))
                .endsWith(",\"field\":\"amount\",\"reason\":\"is \\\"missing\\\"\"}");
    }

    @Test
    void addsHeadersWithoutChangingTheOriginal() {
        var problem = Problem.of(503, "Kafka is not available.");

        var extended =
                problem.withHeader("Connection", "close").withRetryAfter(Duration.ofMillis(1_200));

        assertThat(problem.headers()).isEmpty();
        assertThat(extended.headers()).isEqualTo(Map.of("Connection", "close", "Retry-After", "2"));
        assertThat(extended.title()).isEqualTo("Service Unavailable");
    }

    @Test
    void refusesAnUnknownStatus() {
        assertThatThrownBy(() -> Problem.of(799, "No such status."))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
