package io.paycast.console.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paycast.console.Pages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop, between a browser and fakes of Tabby and Paycast. */
class DemoShopTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String CREATED =
            """
            {"id":"s1","status":"created","payment":{"id":"p1"},"configuration":{"available_products":
             {"installments":[{"web_url":"http://tabby.example/tabby/checkout/s1?lang=en"}]}}}\
            """;
    private static final String LOGIN = "{\"token\":\"shop-token\",\"expiresIn\":900}";

    /** A request that a fake received. */
    private record Received(String path, String authorization, JsonNode body) {}

    private final Queue<Received> received = new ConcurrentLinkedQueue<>();
    private final Map<String, Response> responses = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server = unstarted();
    private WebTestClient shop = unboundShop();

    private record Response(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        responses.put("/tabby/api/v2/checkout", new Response(200, CREATED));
        responses.put("/api/auth/login", new Response(200, LOGIN));
        responses.put(
                "/api/auth/customer-token",
                new Response(200, "{\"token\":\"customer-token\",\"expiresIn\":900}"));
        shop = shop(key(1));
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void sendsTheShopperToTabbyWithTheOrder() {
        var placed = placeOrder("lang=ar&shopper=accepted");
        assertThat(location(placed)).isEqualTo("/tabby/checkout/s1?lang=en");
        var order = orderOf(placed);
        assertThat(order).matches("DEMO-[2-9A-HJ-NP-Z]{8}");

        var checkout = onlyRequest("/tabby/api/v2/checkout");
        assertThat(checkout.authorization()).isEqualTo("Bearer sk_local");
        var body = checkout.body();
        assertThat(body.path("merchant_code").asString("")).isEqualTo("local");
        assertThat(body.path("lang").asString("")).isEqualTo("ar");
        assertThat(body.at("/payment/amount").asString("")).isEqualTo("150.00");
        assertThat(body.at("/payment/order/reference_id").asString("")).isEqualTo(order);
        assertThat(body.at("/merchant_urls/cancel").asString(""))
                .startsWith("http")
                .endsWith("/demo/orders/%s?lang=ar&from=cancel".formatted(order));
    }

    @Test
    void choosesTheShopperWhomTabbyRejects() {
        placeOrder("shopper=rejected");
        assertThat(
                        onlyRequest("/tabby/api/v2/checkout")
                                .body()
                                .at("/payment/buyer/phone")
                                .asString(""))
                .isEqualTo("+971500000002");
    }

    @Test
    void staysInTheShopIfTabbyRejectsTheShopper() {
        responses.put("/tabby/api/v2/checkout", new Response(200, "{\"status\":\"rejected\"}"));
        var placed = placeOrder("lang=en");
        assertThat(location(placed)).isEqualTo("/demo?lang=en#rejected");
        assertThat(placed.getResponseCookies()).isEmpty();
    }

    @Test
    void staysInTheShopIfTabbyFails() {
        responses.put("/tabby/api/v2/checkout", new Response(429, ""));
        assertThat(location(placeOrder("lang=ar"))).isEqualTo("/demo?lang=ar#unavailable");
        responses.put("/tabby/api/v2/checkout", new Response(200, "{\"status\":\"created\"}"));
        assertThat(location(placeOrder(""))).isEqualTo("/demo?lang=en#unavailable");
    }

    @Test
    void refusesOrdersThatOtherSitesPlace() {
        shop.post()
                .uri("/demo/orders")
                .header(HttpHeaders.HOST, "localhost:7274")
                .header("Origin", "https://evil.example")
                .exchange()
                .expectStatus()
                .isForbidden();
        shop.post()
                .uri("/demo/orders")
                .header(HttpHeaders.HOST, "localhost:7274")
                .header("Origin", "http://localhost:7274")
                .exchange()
                .expectStatus()
                .isSeeOther();
        assertThat(received).hasSize(1);
    }

    @Test
    void refusesAFormThatItCannotRead() {
        for (var form : List.of("lang=%", "lang=en&shopper=%zz", "%=a")) {
            form(form).isBadRequest();
        }
        form("lang=" + "a".repeat(300_000)).isEqualTo(413);
        assertThat(received).isEmpty();
    }

    private StatusAssertions form(String form) {
        return shop.post()
                .uri("/demo/orders")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .bodyValue(form)
                .exchange()
                .expectHeader()
                .contentType("application/problem+json")
                .expectStatus();
    }

    @Test
    void givesTheOrderAndItsTokenToTheBrowserThatPlacedIt() {
        var placed = placeOrder("lang=en");
        var order = orderOf(placed);
        var cookie = cookieOf(placed);
        assertThat(placed.getResponseCookies().getFirst("paycast-demo"))
                .satisfies(set -> {
                    assertThat(set.isHttpOnly()).isTrue();
                    assertThat(set.getSameSite()).isEqualTo("Lax");
                    assertThat(set.getPath()).isEqualTo("/demo/orders/" + order);
                });

        assertThat(token(order, cookie)).isEqualTo("{\"token\":\"customer-token\"}");
        var minted = onlyRequest("/api/auth/customer-token");
        assertThat(minted.authorization()).isEqualTo("Bearer shop-token");
        assertThat(minted.body().toString())
                .isEqualTo(
                        JsonMapper.shared()
                                .valueToTree(Map.of("orders", List.of(order), "test", false))
                                .toString());
        shop.get()
                .uri("/demo/orders/" + order)
                .cookie("paycast-demo", cookie)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .exists("Content-Security-Policy");
    }

    @Test
    void givesAnOrderToNoOtherBrowser() {
        var order = orderOf(placeOrder("lang=en"));
        var other = cookieOf(placeOrder("lang=en"));
        for (var cookie : List.of("", "x", other)) {
            shop.get()
                    .uri("/demo/orders/%s/token".formatted(order))
                    .cookie("paycast-demo", cookie)
                    .exchange()
                    .expectStatus()
                    .isForbidden()
                    .expectHeader()
                    .contentType("application/problem+json");
            shop.get()
                    .uri("/demo/orders/%s?lang=en".formatted(order))
                    .cookie("paycast-demo", cookie)
                    .exchange()
                    .expectHeader()
                    .valueEquals("Location", "/demo?lang=en#unknown");
        }
        assertThat(requests("/api/auth/customer-token")).isEmpty();
    }

    @Test
    void knowsItsOrdersAfterARestartWithTheSameKey() {
        var placed = placeOrder("lang=en");
        shop = shop(key(1));
        assertThat(token(orderOf(placed), cookieOf(placed))).contains("customer-token");
        shop = shop(key(2));
        shop.get()
                .uri("/demo/orders/%s/token".formatted(orderOf(placed)))
                .cookie("paycast-demo", cookieOf(placed))
                .exchange()
                .expectStatus()
                .isForbidden();
    }

    @Test
    void logsInOnceForManyTokens() throws Exception {
        var placed = placeOrder("lang=en");
        var tokens = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 20; i++) {
            tokens.add(
                    CompletableFuture.supplyAsync(
                            () -> token(orderOf(placed), cookieOf(placed)), threads));
        }
        for (var token : tokens) {
            assertThat(token.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).contains("customer-token");
        }
        assertThat(requests("/api/auth/login")).hasSize(1);
    }

    @Test
    void logsInAgainAfterItsTokenWasRevoked() {
        var placed = placeOrder("lang=en");
        token(orderOf(placed), cookieOf(placed));
        responses.put(
                "/api/auth/login", new Response(200, "{\"token\":\"second\",\"expiresIn\":900}"));
        responses.put("/api/auth/customer-token shop-token", new Response(401, "{}"));
        assertThat(token(orderOf(placed), cookieOf(placed))).contains("customer-token");
        assertThat(requests("/api/auth/login")).hasSize(2);
    }

    @Test
    void saysThatPaycastIsUnavailable() {
        var placed = placeOrder("lang=en");
        responses.put("/api/auth/login", new Response(503, "{}"));
        shop.get()
                .uri("/demo/orders/%s/token".formatted(orderOf(placed)))
                .cookie("paycast-demo", cookieOf(placed))
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "2");
    }

    @Test
    void refusesMoreRequestsAtOnceThanItPassesOn() throws Exception {
        var arrived = new CountDownLatch(DemoShop.MAX_CALLS);
        var released = new CountDownLatch(1);
        server.removeContext("/");
        server.createContext(
                "/",
                exchange -> {
                    arrived.countDown();
                    awaitUninterrupted(released);
                    answer(exchange);
                });
        var waiting = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < DemoShop.MAX_CALLS; i++) {
            waiting.add(
                    CompletableFuture.supplyAsync(() -> location(placeOrder("lang=en")), threads));
        }
        assertThat(arrived.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(location(placeOrder("lang=en"))).isEqualTo("/demo?lang=en#unavailable");
        released.countDown();
        for (var order : waiting) {
            assertThat(order.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("/tabby/checkout/");
        }
        assertThat(location(placeOrder("lang=en"))).startsWith("/tabby/checkout/");
    }

    @Test
    void keepsItsSecretsOutOfText() {
        assertThat(options(key(1)).toString()).doesNotContain("sk_local", key(1), "shop-password");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EntityExchangeResult<byte[]> placeOrder(String form) {
        return shop.post()
                .uri("/demo/orders")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .bodyValue(form)
                .exchange()
                .expectStatus()
                .isSeeOther()
                .expectBody()
                .returnResult();
    }

    private String token(String order, String cookie) {
        var body =
                shop.get()
                        .uri("/demo/orders/%s/token".formatted(order))
                        .cookie("paycast-demo", cookie)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .valueEquals("Cache-Control", "no-store")
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();
        return String.valueOf(body);
    }

    private static String location(EntityExchangeResult<byte[]> result) {
        return String.valueOf(result.getResponseHeaders().getFirst("Location"));
    }

    private static String cookieOf(EntityExchangeResult<byte[]> placed) {
        var cookie = placed.getResponseCookies().getFirst("paycast-demo");
        return cookie == null ? "" : cookie.getValue();
    }

    private static String orderOf(EntityExchangeResult<byte[]> placed) {
        var cookie = placed.getResponseCookies().getFirst("paycast-demo");
        return cookie == null ? "" : String.valueOf(cookie.getPath()).replace("/demo/orders/", "");
    }

    private Received onlyRequest(String path) {
        assertThat(requests(path)).hasSize(1);
        return requests(path).getFirst();
    }

    private List<Received> requests(String path) {
        return received.stream().filter(request -> request.path().equals(path)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var authorization =
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            var body = exchange.getRequestBody().readAllBytes();
            received.add(new Received(path, authorization, JsonMapper.shared().readTree(body)));
            var own = responses.get(path + authorization.replace("Bearer", ""));
            var response = own == null ? responses.get(path) : own;
            if (response == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var bytes = response.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private WebTestClient shop(String key) {
        return WebTestClient.bindToRouterFunction(
                        DemoShop.create(new Pages(), options(key), http).routes())
                .configureClient()
                .baseUrl("http://localhost:7274")
                .responseTimeout(TIMEOUT)
                .build();
    }

    private DemoShopOptions options(String key) {
        var base = "http://127.0.0.1:" + server.getAddress().getPort();
        return new DemoShopOptions(
                new PaycastAccount(URI.create(base), "shop", "shop-password"),
                new TabbyAccount(URI.create(base + "/tabby"), "sk_local", "local"),
                key);
    }

    private static String key(int first) {
        var bytes = new byte[32];
        bytes[0] = (byte) first;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static WebTestClient unboundShop() {
        return WebTestClient.bindToServer().build();
    }
}
