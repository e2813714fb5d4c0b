package io.paycast.http;

import io.paycast.limits.LogLimit;
import java.util.LinkedHashSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/**
 * Turns what no endpoint handles into problem details, whatever the client accepts: an unknown
 * path, an unsupported method, a fault. Thread-safe.
 */
public final class ProblemErrorHandler implements ErrorWebExceptionHandler, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorHandler.class);
    private static final int MAX_LINES_PER_MINUTE = 60;
    private static final LogLimit LINES = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);

    @Override
    public int getOrder() {
        return -1;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable fault) {
        if (exchange.getResponse().isCommitted()
                || DisconnectedClientHelper.isClientDisconnectedException(fault)) {
            return Mono.error(fault);
        }
        return ProblemWriter.write(exchange.getResponse(), problemOf(fault));
    }

    private static Problem problemOf(Throwable fault) {
        if (!(fault instanceof ErrorResponse response)) {
            LINES.log(LOG, "request failed", () -> LOG.error("request failed", fault));
            return Problem.of(500);
        }
        int status = response.getStatusCode().value();
        var problem = Problem.of(status);
        var allow = allow(response.getHeaders());
        if (!allow.isEmpty()) {
            problem = Problem.of(status, "This path supports only " + allow + ".");
            return problem.withHeader(HttpHeaders.ALLOW, allow);
        }
        return problem;
    }

    /** HEAD works wherever GET does; see {@link HeadAsGetFilter}. */
    private static String allow(HttpHeaders headers) {
        var methods = new LinkedHashSet<String>();
        for (var method : headers.getAllow()) {
            methods.add(method.name());
            if (method.equals(HttpMethod.GET)) {
                methods.add(HttpMethod.HEAD.name());
            }
        }
        return String.join(", ", methods);
    }
}
