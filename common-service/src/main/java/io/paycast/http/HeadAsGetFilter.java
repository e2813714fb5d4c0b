package io.paycast.http;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets HEAD work wherever GET does, with the same access rules: a HEAD request is routed as GET,
 * and the server sends the response without its body (RFC 9110, section 9.3.2). It comes before all
 * other filters. Thread-safe.
 */
public final class HeadAsGetFilter implements WebFilter, Ordered {

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return HttpMethod.HEAD.equals(exchange.getRequest().getMethod())
                ? chain.filter(
                        exchange.mutate()
                                .request(request -> request.method(HttpMethod.GET))
                                .build())
                : chain.filter(exchange);
    }
}
