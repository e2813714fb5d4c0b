package io.paycast.console.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Mono;

/**
 * Gets customer tokens from Paycast, as a shop's back end does: it logs in once for all of them.
 * Thread-safe.
 */
final class CustomerTokens {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The shop logs in again this long before its own token expires. */
    private static final Duration RESERVE = Duration.ofSeconds(60);

    private final WebClient paycast;
    private final PaycastAccount account;
    private final boolean test;
    private volatile Mono<Issued> shopToken;

    /**
     * @param test whether the tokens show test payments
     */
    CustomerTokens(WebClient.Builder http, PaycastAccount account, boolean test) {
        this.paycast = http.baseUrl(account.url().toString()).build();
        this.account = account;
        this.test = test;
        this.shopToken = logIn();
    }

    private record Issued(String token, long expiresIn) {
        Duration lifetime() {
            var usable = Duration.ofSeconds(expiresIn).minus(RESERVE);
            return usable.isNegative() ? Duration.ZERO : usable;
        }

        @Override
        public String toString() {
            return "Issued[hidden]";
        }
    }

    /** Returns a token that shows this order and nothing else. */
    Mono<String> forOrder(String order) {
        return Mono.defer(() -> mint(order))
                .onErrorResume(
                        WebClientResponseException.Unauthorized.class,
                        _ -> {
                            shopToken = logIn(); // it was revoked
                            return mint(order);
                        })
                .map(Issued::token);
    }

    private Mono<Issued> mint(String order) {
        var body = Map.of("orders", List.of(order), "test", test);
        return shopToken.flatMap(shop -> post("/api/auth/customer-token", body, shop.token()));
    }

    /** A login that all requests share until its token is about to expire. */
    private Mono<Issued> logIn() {
        var body = Map.of("username", account.username(), "password", account.password());
        return post("/api/auth/login", body, "")
                .cache(Issued::lifetime, _ -> Duration.ZERO, () -> Duration.ZERO);
    }

    private Mono<Issued> post(String path, Map<String, ?> body, String token) {
        return paycast.post()
                .uri(path)
                .headers(headers -> {
                    if (!token.isEmpty()) {
                        headers.setBearerAuth(token);
                    }
                })
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .retrieve()
                .bodyToMono(Issued.class)
                .timeout(TIMEOUT);
    }
}
