package io.paycast.tabby.api;

import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.CheckoutRequest;
import io.paycast.tabby.model.CheckoutRequest.MerchantUrls;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyCurrency;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the body that creates a session. Tabby's background check asks for little: amount,
 * currency, buyer and merchant code; the rest is optional here too.
 */
final class CheckoutReader {

    /** Tabby's limit of every string. */
    static final int MAX_STRING = 255;

    private static final String DEFAULT_LANGUAGE = "en";

    /** Merchant codes of Tabby's examples, each for one country. */
    private static final Map<String, TabbyCurrency> COUNTRIES =
            Map.of(
                    "ae", TabbyCurrency.AED,
                    "sa", TabbyCurrency.SAR,
                    "kw", TabbyCurrency.KWD);

    private final List<String> invalid = new ArrayList<>();

    private CheckoutReader() {}

    /** What a body asks for, or why it is invalid. */
    sealed interface Result {
        record Valid(CheckoutRequest request) implements Result {}

        record Invalid(ApiError error) implements Result {}
    }

    static Result read(ApiKey key, byte[] body) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return new Result.Invalid(ApiError.NOT_DECODED);
        }
        return json instanceof ObjectNode session
                ? new CheckoutReader().read(key, session, body.length)
                : new Result.Invalid(ApiError.NOT_DECODED);
    }

    private Result read(ApiKey key, ObjectNode session, int bytes) {
        if (!(session.path("payment") instanceof ObjectNode payment)) {
            return new Result.Invalid(new ApiError.Fields(List.of("$.payment")));
        }
        var code = string(session, "$.", "merchant_code", true);
        var lang = string(session, "$.", "lang", false);
        var language = lang == null ? DEFAULT_LANGUAGE : lang;
        if (!language.equals(DEFAULT_LANGUAGE) && !language.equals("ar")) {
            invalid.add("$.lang");
        }
        var currency = currency(payment);
        var amount = currency == null ? null : amount(payment, currency);
        checkBuyer(payment);
        var reference = string(payment.path("order"), "$.payment.order.", "reference_id", false);
        var urls = urls(session.path("merchant_urls"));
        if (!invalid.isEmpty() || code == null || currency == null || amount == null) {
            return new Result.Invalid(new ApiError.Fields(List.copyOf(invalid)));
        }
        var only = COUNTRIES.getOrDefault(code, currency);
        if (only != currency) {
            return new Result.Invalid(
                    ApiError.badData(
                            "could not create payment: only '%s' is supported, but got '%s'"
                                    .formatted(only, currency)));
        }
        return new Result.Valid(
                new CheckoutRequest(
                        new Account(code, key),
                        amount,
                        currency,
                        reference,
                        language,
                        urls,
                        payment,
                        bytes));
    }

    private @Nullable TabbyCurrency currency(ObjectNode payment) {
        var code = string(payment, "$.payment.", "currency", true);
        var currency = Optional.ofNullable(code).flatMap(TabbyCurrency::of);
        if (code != null && currency.isEmpty()) {
            invalid.add("$.payment.currency");
        }
        return currency.orElse(null);
    }

    private @Nullable BigDecimal amount(ObjectNode payment, TabbyCurrency currency) {
        var amount = amountOf(payment.path("amount"), currency);
        if (amount.isEmpty()) {
            invalid.add("$.payment.amount");
        }
        return amount.orElse(null);
    }

    /** An amount, which is a string; plugins send numbers as well. */
    static Optional<BigDecimal> amountOf(JsonNode amount, TabbyCurrency currency) {
        return amount.isString() || amount.isNumber()
                ? currency.amount(amount.asString())
                : Optional.empty();
    }

    private void checkBuyer(ObjectNode payment) {
        var buyer = payment.path("buyer");
        if (!buyer.isObject()) {
            invalid.add("$.payment.buyer");
            return;
        }
        string(buyer, "$.payment.buyer.", "email", true);
        string(buyer, "$.payment.buyer.", "phone", true);
    }

    private MerchantUrls urls(JsonNode urls) {
        return new MerchantUrls(url(urls, "success"), url(urls, "cancel"), url(urls, "failure"));
    }

    private @Nullable URI url(JsonNode urls, String name) {
        var value = urls.path(name);
        if (value.isMissingNode() || value.isNull() || value.asString("").isEmpty()) {
            return null;
        }
        var url = httpUrl(value.asString("")).orElse(null);
        if (url == null) {
            invalid.add("$.merchant_urls." + name);
        }
        return url;
    }

    /** An absolute http or https address of at most 2,048 characters. */
    static Optional<URI> httpUrl(String text) {
        try {
            var url = new URI(text);
            var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean http = scheme.equals("http") || scheme.equals("https");
            return http && url.getHost() != null && text.length() <= 2_048
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private @Nullable String string(JsonNode parent, String path, String name, boolean required) {
        var value = parent.path(name);
        if (value.isMissingNode() || value.isNull()) {
            if (required) {
                invalid.add(path + name);
            }
            return null;
        }
        var text = value.isString() ? value.asString() : "";
        if (!value.isString() || text.length() > MAX_STRING || (required && text.isBlank())) {
            invalid.add(path + name);
            return null;
        }
        return text;
    }
}
