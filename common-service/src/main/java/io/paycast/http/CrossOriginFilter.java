package io.paycast.http;

import io.paycast.net.AllowedOrigins;
import io.paycast.net.OwnOrigin;
import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Cross-origin resource sharing (CORS): lets pages of allowed origins call a service, and refuses
 * those of other origins with a problem detail. Pages of the service's own origin always pass, also
 * behind a proxy. Thread-safe.
 *
 * <p>Without any allowed origin, a request of another page passes, but the browser does not show
 * the response to that page, and preflight requests are refused.
 */
public final class CrossOriginFilter implements WebFilter {

    private static final Duration MAX_AGE = Duration.ofMinutes(30);
    private static final String ALLOWED_HEADERS = "Authorization, Content-Type, Last-Event-ID";
    private static final String EXPOSED_HEADERS = "Retry-After, WWW-Authenticate";

    private final TrustedProxies proxies;
    private final AllowedOrigins allowed;
    private final List<String> methods;

    /**
     * @param methods the methods that pages may use
     */
    public CrossOriginFilter(TrustedProxies proxies, AllowedOrigins allowed, List<String> methods) {
        this.proxies = proxies;
        this.allowed = allowed;
        this.methods = List.copyOf(methods);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        var response = exchange.getResponse().getHeaders();
        var origins = request.getHeaders().getOrDefault(HttpHeaders.ORIGIN, List.of());
        if (!allowed.allowsAll()) {
            response.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        if (origins.isEmpty()) {
            return chain.filter(exchange);
        }
        var origin = String.join(", ", origins);
        boolean preflight = isPreflight(request);
        if (!allowed.allows(origin)) {
            boolean passes = isOwn(request, origin) || allowed.isEmpty();
            return passes && !preflight
                    ? chain.filter(exchange)
                    : refuse(
                            exchange,
                            "Pages of this origin are not allowed to call this service. Accepted are"
                                    + " its own pages and those of the origins in its setting"
                                    + " ALLOWED_ORIGINS.");
        }
        response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, allowed.allowsAll() ? "*" : origin);
        if (!preflight) {
            response.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
            return chain.filter(exchange);
        }
        if (!methods.contains(
                request.getHeaders().getFirst(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD))) {
            return refuse(exchange, "Pages may use only " + String.join(", ", methods) + ".");
        }
        response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods));
        response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
        response.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(MAX_AGE.toSeconds()));
        exchange.getResponse().setStatusCode(HttpStatus.OK);
        return exchange.getResponse().setComplete();
    }

    private boolean isOwn(ServerHttpRequest request, String origin) {
        var remote = request.getRemoteAddress();
        var peer =
                remote == null || remote.getAddress() == null
                        ? InetAddress.ofLiteral("0.0.0.0")
                        : remote.getAddress();
        var headers = request.getHeaders();
        return OwnOrigin.of(proxies, peer, name -> headers.getOrDefault(name, List.of()))
                .is(origin);
    }

    private static boolean isPreflight(ServerHttpRequest request) {
        return HttpMethod.OPTIONS.equals(request.getMethod())
                && request.getHeaders().containsHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, String detail) {
        return ProblemWriter.write(
                exchange.getResponse(), Problem.of(HttpStatus.FORBIDDEN, detail));
    }
}
