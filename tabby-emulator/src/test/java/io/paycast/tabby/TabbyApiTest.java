package io.paycast.tabby;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.junit.TabbyEmulatorExtension;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tabby's API, response by response, as its documentation and its OpenAPI file have it. */
@ExtendWith(TabbyEmulatorExtension.class)
class TabbyApiTest {

    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TabbyEmulator tabby;
    private TabbyClient shop;

    TabbyApiTest(TabbyEmulator tabby) {
        this.tabby = tabby;
        this.shop = client("sk_not-set");
    }

    /** Each test has a key of its own, and so its own limits and payments. */
    @BeforeEach
    void takeNewKey() {
        shop = client("sk_live-" + KEYS.incrementAndGet());
    }

    private TabbyClient client(String key) {
        return new TabbyClient(tabby.url(), key, "shop");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static void assertError(TabbyClient.Answer answer, int status, String body) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.json()).isEqualTo(json(body));
    }

    @Test
    void createsASession() {
        var answer = shop.checkout("100", "AED", "1001");
        assertThat(answer.status()).isEqualTo(200);
        var session = answer.json();
        assertThat(session.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "configuration", "token", "payment", "status", "merchant_urls");
        assertThat(session.path("status").asString()).isEqualTo("created");
        assertThat(session.path("token").isNull()).isTrue();
        var configuration = session.path("configuration");
        assertThat(answer.text("/configuration/available_products/installments/0/web_url"))
                .isEqualTo(tabby.url() + "/checkout/" + session.path("id").asString());
        assertThat(configuration.path("products"))
                .isEqualTo(
                        json(
                                """
                                {"installments":{"type":"installments","is_available":true,
                                 "rejection_reason":null}}
                                """));
        assertThat(answer.text("/payment/status")).isEqualTo("CREATED");
        assertThat(answer.text("/payment/amount")).isEqualTo("100");
        assertThat(UUID.fromString(answer.text("/payment/id"))).isNotNull();
        assertThat(answer.text("/merchant_urls/success")).isEqualTo("https://your-store/success");
        assertThat(shop.get("/api/v2/checkout/" + session.path("id").asString()).json())
                .isEqualTo(session);
    }

    @ParameterizedTest
    @CsvSource({
        "100, +971500000002, not_available",
        "100, 500000002, not_available",
        "100, 0500000002, not_available",
        "100, +966500000002, not_available",
        "100, +96590000002, not_available",
        "10000.01, +971500000001, order_amount_too_high",
        "0.99, +971500000001, order_amount_too_low",
    })
    void rejectsAShopperBeforeTheHostedPage(String amount, String phone, String reason) {
        var answer = shop.checkout(amount, "AED", "1001", "otp.success@tabby.ai", phone);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/status")).isEqualTo("rejected");
        assertThat(answer.json().at("/configuration/products/installments"))
                .isEqualTo(
                        json(
                                """
                                {"type":"installments","is_available":false,"rejection_reason":"%s"}
                                """
                                        .formatted(reason)));
        assertThat(answer.json().at("/configuration/available_products/installments").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"currency\":\"AED\"   | \"currency\":\"USD\"  | $.payment.currency",
                "\"amount\":\"100\"     | \"amount\":1e999999999 | $.payment.amount",
                "\"amount\":\"100\"     | \"amount\":\"1.001\"  | $.payment.amount",
                "\"amount\":\"100\"     | \"amount\":\"-1\"     | $.payment.amount",
                "\"amount\":\"100\"     | \"amount\":null       | $.payment.amount",
                "\"phone\":\"+9715\"    | \"phone\":7           | $.payment.buyer.phone",
                "\"lang\":\"en\"        | \"lang\":\"fr\"       | $.lang",
                "\"merchant_code\":\"shop\" | \"merchant_code\":\"\" | $.merchant_code",
                "https://your-store/cancel | javascript:alert(1) | $.merchant_urls.cancel",
            })
    void namesTheFieldOfAnInvalidSession(String valid, String invalid, String field) {
        var body =
                TabbyClient.session("100", "AED", "1001", "a@b.c", "+9715").replace(valid, invalid);
        assertError(
                shop.post("/api/v2/checkout", body),
                400,
                """
                {"status":"error","errorType":"bad_data",
                 "errors":[{"field":"%s","code":"invalid_value","message":""}]}
                """
                        .formatted(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"text\"", "{} {}"})
    void refusesABodyThatIsNotJson(String body) {
        var expected = body.equals("{}") ? "" : "could not decode request";
        assertError(
                shop.post("/api/v2/checkout", body),
                400,
                """
                {"status":"error","errorType":"bad_data","error":"%s"}
                """
                        .formatted(expected));
    }

    @Test
    void needsLittleForTabbysBackgroundCheck() {
        var answer =
                shop.post(
                        "/api/v2/checkout",
                        """
                        {"payment":{"amount":"100","currency":"KWD",
                          "buyer":{"email":"otp.success@tabby.ai","phone":"96590000001"}},
                         "merchant_code":"shop"}
                        """);
        assertThat(answer.text("/status")).isEqualTo("created");
        assertThat(answer.json().at("/payment/order/reference_id").isNull()).isTrue();
        assertThat(answer.json().at("/payment/order/items").isNull()).isTrue();
        assertThat(answer.json().at("/merchant_urls/success").isNull()).isTrue();
        var page = shop.get("/checkout/" + answer.text("/id"));
        assertThat(page.body()).contains("<bdi>—</bdi>").contains("KWD 100.000");
    }

    @Test
    void knowsTheCurrencyOfTabbysExampleMerchants() {
        var body =
                TabbyClient.session("100", "SAR", "1", "a@b.c", "+9715")
                        .replace("\"merchant_code\":\"shop\"", "\"merchant_code\":\"ae\"");
        assertError(
                shop.post("/api/v2/checkout", body),
                400,
                """
                {"status":"error","errorType":"bad_data",
                 "error":"could not create payment: only 'AED' is supported, but got 'SAR'"}
                """);
    }

    @Test
    void refusesALargeBody() {
        var body =
                TabbyClient.session("100", "AED", "1", "a@b.c", "1")
                        .replace("test payload", "x".repeat(70_000));
        assertThat(shop.post("/api/v2/checkout", body).status()).isEqualTo(413);
    }

    @Test
    void retrievesAPaymentWithAllItsMembers() {
        var id = shop.payment("100.00", "AED", "1001");
        var answer = shop.get("/api/v2/payments/" + id);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "created_at",
                        "expires_at",
                        "status",
                        "is_test",
                        "amount",
                        "currency",
                        "description",
                        "buyer",
                        "shipping_address",
                        "order",
                        "captures",
                        "refunds",
                        "buyer_history",
                        "order_history",
                        "meta",
                        "attachment");
        assertThat(answer.json().path("captures").isNull()).isTrue();
        assertThat(answer.json().path("refunds").isNull()).isTrue();
        assertThat(answer.json().path("attachment").isNull()).isTrue();
        assertThat(answer.json().path("is_test").asBoolean()).isFalse();
        assertThat(answer.text("/order/reference_id")).isEqualTo("1001");
        assertThat(answer.text("/order/items/0/reference_id")).isEqualTo("SKU123");
        assertThat(answer.text("/buyer/email")).isEqualTo("otp.success@tabby.ai");
        assertThat(answer.text("/meta/order_id")).isEqualTo("#1234");
    }

    @Test
    void writesStatusesInUpperCase() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        assertThat(shop.get("/api/v2/payments/" + id).text("/status")).isEqualTo("AUTHORIZED");
    }

    @Test
    void capturesPartsAndClosesWhenAllIsCaptured() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        var first = capture(id, "40.00", "capture-1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("/status")).isEqualTo("AUTHORIZED");
        assertThat(first.json().path("refunds")).isEqualTo(json("[]"));
        assertThat(first.json().at("/captures/0").propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "created_at",
                        "amount",
                        "tax_amount",
                        "shipping_amount",
                        "discount_amount",
                        "items",
                        "reference_id");
        assertThat(first.text("/captures/0/amount")).isEqualTo("40.00");
        var repeated = capture(id, "40.00", "capture-1");
        assertThat(repeated.json()).isEqualTo(first.json());
        var second = capture(id, "60.00", "capture-2");
        assertThat(second.text("/status")).isEqualTo("CLOSED");
        assertThat(second.json().path("captures")).hasSize(2);
    }

    private TabbyClient.Answer capture(String id, String amount, String reference) {
        return shop.post(
                "/api/v2/payments/" + id + "/captures",
                "{\"amount\":\"%s\",\"reference_id\":\"%s\"}".formatted(amount, reference));
    }

    private TabbyClient.Answer refund(String id, String amount, String reference) {
        return shop.post(
                "/api/v2/payments/" + id + "/refunds",
                "{\"amount\":\"%s\",\"reference_id\":\"%s\",\"reason\":\"returned\"}"
                        .formatted(amount, reference));
    }

    private static String badData(String message) {
        return "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"%s\"}"
                .formatted(message);
    }

    @Test
    void capturesAuthorizedPaymentsOnly() {
        var id = shop.payment("100.00", "AED", "1001");
        assertError(
                capture(id, "100.00", "c"),
                400,
                badData("could not capture not authorized payments"));
        tabby.approve(id);
        assertThat(capture(id, "100.01", "c").status()).isEqualTo(400);
        assertThat(capture(id, "0", "c").status()).isEqualTo(400);
        assertThat(capture(id, "1.001", "c").status()).isEqualTo(400);
        assertThat(shop.get("/api/v2/payments/" + id).json().path("captures").isNull()).isTrue();
    }

    @Test
    void refundsWhatWasCaptured() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        var notPossible = badData("can not refund payment that has no captures and not closed");
        assertError(refund(id, "10.00", "r"), 400, notPossible);
        capture(id, "100.00", "c");
        var first = refund(id, "30.00", "refund-1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text("/status")).isEqualTo("CLOSED");
        assertThat(first.json().at("/refunds/0").propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "created_at", "amount", "reason", "items", "reference_id");
        assertThat(first.text("/refunds/0/reason")).isEqualTo("returned");
        assertThat(refund(id, "30.00", "refund-1").json().path("refunds")).hasSize(1);
        assertThat(refund(id, "70.01", "refund-2").status()).isEqualTo(400);
        assertThat(refund(id, "70.00", "refund-2").json().path("refunds")).hasSize(2);
    }

    @Test
    void closesOnce() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        var closed = shop.post("/api/v2/payments/" + id + "/close", "");
        assertThat(closed.status()).isEqualTo(200);
        assertThat(closed.text("/status")).isEqualTo("CLOSED");
        assertThat(closed.json().path("captures")).isEqualTo(json("[]"));
        assertError(
                shop.post("/api/v2/payments/" + id + "/close", ""), 400, badData("already closed"));
    }

    @Test
    void changesTheReferenceOnly() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        var answer =
                shop.put(
                        "/api/v2/payments/" + id,
                        "{\"amount\":\"1\",\"order\":{\"reference_id\":\"1001_updated\",\"items\":[]}}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/order/reference_id")).isEqualTo("1001_updated");
        assertThat(answer.text("/order/items/0/title")).isEqualTo("Name of the product");
        assertThat(answer.text("/amount")).isEqualTo("100.00");
        assertThat(shop.put("/api/v2/payments/" + id, "{}").text("/order/reference_id"))
                .isEqualTo("1001_updated");
    }

    @Test
    void listsTheNewestFirstInPages() {
        var ids = IntStream.range(0, 23).mapToObj(i -> shop.payment("10", "AED", "o" + i)).toList();
        assertThat(shop.get("/api/v2/payments").json())
                .isEqualTo(
                        json(
                                """
                                {"payments":null,"pagination":{"limit":20,"offset":0,"total_count":0}}
                                """));
        ids.forEach(tabby::approve);
        var first = shop.get("/api/v2/payments?limit=20&offset=0").json();
        assertThat(first.path("payments")).hasSize(20);
        assertThat(first.at("/payments/0/id").asString()).isEqualTo(ids.getLast());
        assertThat(first.path("pagination").path("total_count").asInt()).isEqualTo(23);
        var second = shop.get("/api/v2/payments?limit=20&offset=20").json();
        assertThat(second.path("payments")).hasSize(3);
        assertThat(second.at("/payments/2/id").asString()).isEqualTo(ids.getFirst());
        assertThat(shop.get("/api/v2/payments?limit=100").json().path("payments")).hasSize(20);
        for (var invalid :
                new String[] {"limit=x", "offset=-1", "status=paid", "created_at__gte=1"}) {
            assertError(
                    shop.get("/api/v2/payments?" + invalid),
                    400,
                    badData("failed to decode request"));
        }
    }

    @Test
    void listsByCreationDateWhereADayBeginsAtMidnight() {
        var id = shop.payment("10", "AED", "o");
        tabby.approve(id);
        var today =
                LocalDate.ofInstant(tabby.payment(id).orElseThrow().createdAt(), ZoneOffset.UTC);
        assertThat(total("created_at__gte=" + today)).isEqualTo(1);
        assertThat(total("created_at__gte=" + today.plusDays(1))).isZero();
        assertThat(total("created_at__lte=" + today)).isZero();
        assertThat(total("created_at__lte=" + today.plusDays(1))).isEqualTo(1);
    }

    private int total(String query) {
        return shop.get("/api/v2/payments?" + query).json().at("/pagination/total_count").asInt();
    }

    @Test
    void listsByTheStatusOfTheApiAndOfTheDashboard() {
        var authorized = shop.payment("10", "AED", "o");
        tabby.approve(authorized);
        var cancelled = shop.payment("10", "AED", "o");
        tabby.approve(cancelled);
        shop.post("/api/v2/payments/" + cancelled + "/close", "");
        var captured = shop.payment("10", "AED", "o");
        tabby.approve(captured);
        capture(captured, "10", "c");
        tabby.decline(shop.payment("10", "AED", "o"));
        shop.payment("10", "AED", "never seen in a list");
        assertThat(total("")).isEqualTo(3);
        assertThat(total("status=authorized")).isEqualTo(1);
        assertThat(total("status=new")).isEqualTo(1);
        assertThat(total("status=closed")).isEqualTo(2);
        assertThat(total("status=captured")).isEqualTo(1);
        assertThat(total("status=cancelled")).isEqualTo(1);
        assertThat(total("status=rejected")).isEqualTo(1);
        refund(captured, "10", "r");
        assertThat(total("status=refunded")).isEqualTo(1);
    }

    @Test
    void namesAnUnknownPaymentAndAnInvalidId() {
        var unknown =
                "{\"status\":\"error\",\"errorType\":\"not_found\",\"error\":\"no such payment\"}";
        var id = UUID.randomUUID();
        assertError(shop.get("/api/v2/payments/" + id), 404, unknown);
        assertError(capture(id.toString(), "1", "c"), 404, unknown);
        assertError(shop.get("/api/v2/payments/7"), 400, badData("invalid payment id"));
    }

    @Test
    void keepsPaymentsOfAnotherKeyApart() {
        var id = shop.payment("10", "AED", "o");
        var other = client("sk_other");
        assertThat(other.get("/api/v2/payments/" + id).status()).isEqualTo(404);
        assertError(
                other.post("/api/v2/payments/" + id + "/close", ""),
                403,
                "{\"status\":\"error\",\"errorType\":\"no_permission\"}");
        assertThat(other.get("/api/v2/payments").json().path("payments").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "POST   | /api/v2/checkout              | merchant is null",
                "GET    | /api/v2/checkout/x            | auth: provided key doesn't exist",
                "GET    | /api/v2/payments/x            | missing Bearer scheme",
                "GET    | /api/v2/payments              | -",
                "PUT    | /api/v2/payments/x            | -",
                "POST   | /api/v2/payments/x/captures   | -",
                "POST   | /api/v2/payments/x/refunds    | -",
                "POST   | /api/v2/payments/x/close      | -",
                "POST   | /api/v1/webhooks              | authorization",
                "GET    | /api/v1/webhooks              | authorization",
                "PUT    | /api/v1/webhooks/x            | authorization",
                "GET    | /api/v1/webhooks/x            | invalid secret key",
                "DELETE | /api/v1/webhooks/x            | invalid secret key",
            })
    void needsAKeyOfTabbysForm(String method, String path, String error) {
        var body =
                error == null
                        ? "{\"status\":\"error\",\"errorType\":\"not_authorized\"}"
                        : "{\"status\":\"error\",\"errorType\":\"not_authorized\",\"error\":\"%s\"}"
                                .formatted(error);
        for (var key : new String[] {null, "pk_test_1", "sk", "sk_ö", ""}) {
            var without = new TabbyClient(tabby.url(), key, "shop");
            assertError(without.send(method, path, "{}", "application/json"), 401, body);
        }
    }

    @Test
    void marksPaymentsOfATestKey() {
        var test = client("sk_test_0192f6ce-" + KEYS.incrementAndGet());
        var id = test.payment("10", "AED", "o");
        assertThat(test.get("/api/v2/payments/" + id).json().path("is_test").asBoolean()).isTrue();
    }

    @Test
    void respondsWithPlainTextToAnUnknownPath() {
        for (var path : new String[] {"/api/v3/payments", "/", "/api/v1/webhooks/x/y"}) {
            var answer = shop.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.contentType()).startsWith("text/plain");
            assertThat(answer.body()).isEqualTo("404 page not found");
        }
    }

    @Test
    void failsAsOftenAsADeveloperAsks() {
        var id = shop.payment("10", "AED", "o");
        assertThat(shop.post("/emulator/failures", "{\"status\":500,\"requests\":2}").status())
                .isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            var failed = shop.get("/api/v2/payments/" + id);
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.contentType()).startsWith("text/plain");
            assertThat(failed.body()).isEqualTo("Internal Server error");
        }
        assertThat(shop.get("/api/v2/payments/" + id).status()).isEqualTo(200);
        tabby.fail(403, 1);
        assertThat(shop.get("/api/v2/payments/" + id).contentType()).startsWith("text/html");
        assertThat(shop.post("/emulator/failures", "{\"status\":418,\"requests\":1}").status())
                .isEqualTo(400);
    }

    @Test
    void refusesTheWrongRegionWithAPage() {
        var uae = new TabbyClient(java.net.URI.create(tabby.url() + "/ai"), "sk_regions", "shop");
        var ksa = new TabbyClient(java.net.URI.create(tabby.url() + "/sa"), "sk_regions", "shop");
        for (var answer :
                new TabbyClient.Answer[] {
                    uae.checkout("10", "SAR", "o"),
                    ksa.checkout("10", "AED", "o"),
                    ksa.checkout("10", "KWD", "o"),
                    uae.get("/api/v2/payments/" + ksa.payment("10", "SAR", "o")),
                }) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.contentType()).startsWith("text/html");
            assertThat(answer.body()).contains("403 Forbidden");
        }
        assertThat(uae.checkout("10", "KWD", "o").status()).isEqualTo(200);
        tabby.approve(ksa.payment("10", "SAR", "o"));
        assertThat(uae.get("/api/v2/payments").json().path("payments").isNull()).isTrue();
        assertThat(ksa.get("/api/v2/payments").json().path("payments")).hasSize(1);
    }

    @Test
    void limitsATestKeyToTenSessionsInTenSecondsWithoutHeaders() {
        var test = client("sk_test_limits-" + KEYS.incrementAndGet());
        for (int i = 0; i < 10; i++) {
            assertThat(test.checkout("10", "AED", "o").status()).isEqualTo(200);
        }
        var refused = test.checkout("10", "AED", "o");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.raw().headers().map().keySet())
                .doesNotContain("retry-after", "x-ratelimit-limit", "ratelimit-reset");
        assertThat(test.get("/api/v2/payments").status()).isEqualTo(200);
        assertThat(shop.checkout("10", "AED", "o").status()).isEqualTo(200);
        var counts = shop.get("/emulator").json().path("requestsRefused");
        assertThat(counts.path("overLimit").asInt()).isPositive();
    }

    @Test
    void expiresASessionAfterTwentyMinutesAndItsPaymentTenMinutesLater() {
        var answer = shop.checkout("10", "AED", "o");
        var id = answer.text("/payment/id");
        tabby.advance(Duration.ofMinutes(20));
        var session = shop.get("/api/v2/checkout/" + answer.text("/id"));
        assertThat(session.text("/status")).isEqualTo("expired");
        assertThat(shop.get("/api/v2/payments/" + id).text("/status")).isEqualTo("CREATED");
        tabby.advance(Duration.ofMinutes(10));
        assertThat(shop.get("/api/v2/payments/" + id).text("/status")).isEqualTo("EXPIRED");
    }

    @Test
    void capturesTheRestItselfAfter21Days() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        capture(id, "40.00", "c");
        tabby.advance(Duration.ofDays(21));
        var payment = shop.get("/api/v2/payments/" + id);
        assertThat(payment.text("/status")).isEqualTo("CLOSED");
        assertThat(payment.text("/captures/1/amount")).isEqualTo("60.00");
        tabby.advance(Duration.ofDays(160));
        assertThat(refund(id, "1", "late").status()).isEqualTo(400);
    }
}
