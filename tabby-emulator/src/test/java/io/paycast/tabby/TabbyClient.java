package io.paycast.tabby;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls Tabby's API as a shop's back end does. */
public final class TabbyClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private final URI base;
    private final @Nullable String key;
    private final @Nullable String merchantCode;

    public TabbyClient(URI base, @Nullable String key, @Nullable String merchantCode) {
        this.base = base;
        this.key = key;
        this.merchantCode = merchantCode;
    }

    /** A response. */
    public record Answer(int status, String contentType, String body, HttpResponse<String> raw) {

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        public String text(String pointer) {
            return json().at(pointer).asString("");
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, "application/json");
    }

    public Answer post(String path, String json) {
        return send("POST", path, json, "application/json");
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json, "application/json");
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, "application/json");
    }

    public Answer form(String path, String form) {
        return send("POST", path, form, "application/x-www-form-urlencoded");
    }

    public Answer send(String method, String path, @Nullable String body, String contentType) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(Duration.ofMinutes(1))
                        .header("Content-Type", contentType)
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (merchantCode != null) {
            request.header("X-Merchant-Code", merchantCode);
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response.body(),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Creates a session with all members that Tabby requires; returns its payment's id. */
    public Answer checkout(
            String amount, String currency, String order, String email, String phone) {
        return post("/api/v2/checkout", session(amount, currency, order, email, phone));
    }

    /** The same for a shopper who may pay. */
    public Answer checkout(String amount, String currency, String order) {
        return checkout(amount, currency, order, "otp.success@tabby.ai", "+971500000001");
    }

    /** The id of a new payment. */
    public String payment(String amount, String currency, String order) {
        return checkout(amount, currency, order).text("/payment/id");
    }

    static String session(
            String amount, String currency, String order, String email, String phone) {
        return """
        {"payment":{"amount":"%s","currency":"%s","description":"test payload",
          "buyer":{"name":"John Doe","email":"%s","phone":"%s","dob":"2000-01-20"},
          "shipping_address":{"city":"Dubai","address":"Dubai","zip":"1111"},
          "order":{"reference_id":"%s","updated_at":"2023-11-07T05:31:56Z","tax_amount":"0.00",
            "shipping_amount":"0.00","discount_amount":"0.00",
            "items":[{"reference_id":"SKU123","title":"Name of the product","quantity":1,
              "unit_price":"0.00","category":"Clothes"}]},
          "buyer_history":{"registered_since":"2023-11-07T05:31:56Z","loyalty_level":0},
          "order_history":[],
          "meta":{"customer":"#customer-id","order_id":"#1234"}},
         "lang":"en","merchant_code":"shop",
         "merchant_urls":{"success":"https://your-store/success","cancel":"https://your-store/cancel",
          "failure":"https://your-store/failure"}}
        """
                .formatted(amount, currency, email, phone, order);
    }
}
