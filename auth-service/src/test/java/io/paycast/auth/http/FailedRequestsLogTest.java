package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.paycast.http.ProblemErrorHandler;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/** Requests that no endpoint handles do not fill the log. */
class FailedRequestsLogTest {

    @Test
    void respondsToEachAndLogsAtMostSixtyAMinute() {
        var logger = (Logger) LoggerFactory.getLogger(ProblemErrorHandler.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            var handler = new ProblemErrorHandler();
            for (int i = 0; i < 100; i++) {
                var exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/"));
                handler.handle(exchange, new IllegalStateException("broken")).block();
                assertThat(exchange.getResponse().getStatusCode())
                        .isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSizeLessThanOrEqualTo(60);
    }
}
