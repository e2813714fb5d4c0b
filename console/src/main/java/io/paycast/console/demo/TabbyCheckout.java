package io.paycast.console.demo;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Creates checkout sessions with Tabby, as a shop's back end does. Thread-safe. */
final class TabbyCheckout {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final WebClient tabby;
    private final TabbyAccount account;

    TabbyCheckout(WebClient.Builder http, TabbyAccount account) {
        this.tabby = http.baseUrl(account.url().toString()).build();
        this.account = account;
    }

    /**
     * Creates a session.
     *
     * @param phone decides in test mode whether Tabby accepts the shopper
     * @param orderPage where Tabby sends the shopper afterwards; {@code from} says how it ended,
     *     for the page's first words only
     */
    Mono<CheckoutSession> create(String order, String phone, String language, URI orderPage) {
        return tabby.post()
                .uri("/api/v2/checkout")
                .headers(headers -> headers.setBearerAuth(account.secretKey()))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request(order, phone, language, orderPage))
                .retrieve()
                .bodyToMono(JsonNode.class)
                .timeout(TIMEOUT)
                .map(TabbyCheckout::session);
    }

    private Map<String, Object> request(
            String order, String phone, String language, URI orderPage) {
        var item =
                Map.of(
                        "title",
                        Product.TITLE,
                        "category",
                        "Lighting",
                        "reference_id",
                        "lamp-1",
                        "quantity",
                        1,
                        "unit_price",
                        Product.PRICE);
        var payment =
                Map.of(
                        "amount", Product.PRICE,
                        "currency", Product.CURRENCY,
                        "description", Product.TITLE,
                        "buyer",
                                Map.of(
                                        "name", "Demo Shopper",
                                        "email", "otp.success@tabby.ai",
                                        "phone", phone),
                        "shipping_address",
                                Map.of("city", "Dubai", "address", "Main street 1", "zip", "00000"),
                        "order", Map.of("reference_id", order, "items", List.of(item)),
                        "buyer_history",
                                Map.of(
                                        "registered_since",
                                        "2024-01-01T00:00:00Z",
                                        "loyalty_level",
                                        0),
                        "order_history", List.of());
        return Map.of(
                "payment",
                payment,
                "lang",
                language,
                "merchant_code",
                account.merchantCode(),
                "merchant_urls",
                Map.of(
                        "success", orderPage + "&from=success",
                        "cancel", orderPage + "&from=cancel",
                        "failure", orderPage + "&from=failure"));
    }

    private static CheckoutSession session(JsonNode response) {
        if (response.path("status").asString("").equals("rejected")) {
            return new CheckoutSession.Rejected();
        }
        var url =
                URI.create(
                        response.at("/configuration/available_products/installments/0/web_url")
                                .asString(""));
        if (url.getRawPath().isEmpty()) {
            throw new IllegalStateException("Tabby's response has no web_url.");
        }
        // A shop redirects to the whole URL. Here the hosted page is on the shop's own host, under
        // whichever name the browser reached it, so that the path is enough.
        var query = url.getRawQuery();
        return new CheckoutSession.Created(
                query == null ? url.getRawPath() : url.getRawPath() + "?" + query);
    }
}
