package io.paycast.console.demo;

import io.paycast.console.PageLanguage;
import io.paycast.console.Pages;
import io.paycast.http.FormReader;
import io.paycast.http.MethodRoutes;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import io.paycast.limits.LogLimit;
import io.paycast.logging.LogText;
import io.paycast.net.OwnOrigin;
import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The demo shop: a product, the checkout with Tabby, the page of an order, and the tokens for that
 * page. It keeps nothing, so that it needs no cleaning and survives a restart. Thread-safe.
 */
public final class DemoShop {

    private static final Logger LOG = LoggerFactory.getLogger(DemoShop.class);

    private static final String ORDER = "/demo/orders/{order}";
    private static final String TOKEN = "/demo/orders/{order}/token";

    /** Characters of an order reference that are not mistaken for one another. */
    private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private static final int REFERENCE_LENGTH = 8;

    /** Tabby's documented phone numbers of test shoppers. */
    private static final String ACCEPTED = "+971500000001";

    private static final String REJECTED = "+971500000002";

    /** Requests to Tabby and Paycast at once; more are refused. */
    static final int MAX_CALLS = 32;

    private static final int LOG_LINES_PER_MINUTE = 10;
    private static final TrustedProxies NO_PROXIES = new TrustedProxies(List.of());
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Pages pages;
    private final TabbyCheckout tabby;
    private final CustomerTokens tokens;
    private final OrderCookie cookie;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final LogLimit logLimit = new LogLimit(LOG_LINES_PER_MINUTE, System::nanoTime);

    private DemoShop(Pages pages, TabbyCheckout tabby, CustomerTokens tokens, OrderCookie cookie) {
        this.pages = pages;
        this.tabby = tabby;
        this.tokens = tokens;
        this.cookie = cookie;
    }

    /** Creates the shop, which uses this client for its requests to Tabby and Paycast. */
    public static DemoShop create(Pages pages, DemoShopOptions options, HttpClient http) {
        var client = WebClient.builder().clientConnector(new JdkClientHttpConnector(http));
        return new DemoShop(
                pages,
                new TabbyCheckout(client, options.tabby()),
                new CustomerTokens(client, options.paycast(), options.tabby().isTest()),
                new OrderCookie(Base64.getDecoder().decode(options.cookieKey())));
    }

    /** The routes under {@code /demo}. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/demo", request -> pages.page("demo", request))
                .POST("/demo/orders", this::placeOrder)
                .GET(ORDER, this::showOrder)
                .GET(TOKEN, this::token)
                .build()
                .and(
                        MethodRoutes.of(
                                Map.of(
                                        "/demo",
                                        List.of("GET", "HEAD"),
                                        "/demo/orders",
                                        List.of("POST"),
                                        ORDER,
                                        List.of("GET", "HEAD"),
                                        TOKEN,
                                        List.of("GET", "HEAD"))));
    }

    /** Creates a checkout session, and sends the shopper to Tabby's hosted page. */
    private Mono<ServerResponse> placeOrder(ServerRequest request) {
        if (!isOwnPage(request)) {
            return ProblemWriter.response(
                    Problem.of(HttpStatus.FORBIDDEN, "Only the shop's own page may place orders."));
        }
        return FormReader.read(
                request,
                form -> {
                    var language =
                            PageLanguage.ofTag(String.valueOf(form.getFirst("lang")))
                                    .orElse(PageLanguage.ENGLISH)
                                    .tag();
                    var phone = "rejected".equals(form.getFirst("shopper")) ? REJECTED : ACCEPTED;
                    var order = newReference();
                    var page = "/demo/orders/" + order;
                    var url = request.uri().resolve(page + "?lang=" + language);
                    return limited(tabby.create(order, phone, language, url))
                            .flatMap(session ->
                                    switch (session) {
                                        case CheckoutSession.Created(var location) ->
                                                redirect(location)
                                                        .cookie(cookie.of(order, page, isTls(url)))
                                                        .build();
                                        case CheckoutSession.Rejected _ ->
                                                back(language, "rejected");
                                    })
                            .onErrorResume(fault -> {
                                warn("checkout failed", fault);
                                return back(language, "unavailable");
                            });
                });
    }

    /** The order's page is static: what it shows comes from Paycast. */
    private Mono<ServerResponse> showOrder(ServerRequest request) {
        return cookie.proves(request.pathVariable("order"), request)
                ? pages.page("order", request)
                : back(PageLanguage.of(request).tag(), "unknown");
    }

    /** Responds with a token for the order of this browser, and for no other. */
    private Mono<ServerResponse> token(ServerRequest request) {
        var order = request.pathVariable("order");
        if (!cookie.proves(order, request)) {
            return ProblemWriter.response(
                    Problem.of(
                            HttpStatus.FORBIDDEN,
                            "Only the browser that placed the order may see it."));
        }
        return limited(tokens.forOrder(order))
                .flatMap(token ->
                        ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .header("Cache-Control", "no-store")
                                .bodyValue(Map.of("token", token)))
                .onErrorResume(fault -> {
                    warn("customer token failed", fault);
                    return ProblemWriter.response(
                            Problem.of(
                                            HttpStatus.SERVICE_UNAVAILABLE,
                                            "The shop cannot get a token from Paycast now.")
                                    .withRetryAfter(RETRY_AFTER));
                });
    }

    private void warn(String event, Throwable fault) {
        logLimit.log(
                LOG,
                event,
                () ->
                        LOG.warn(
                                "{} reason={}",
                                event,
                                LogText.of(String.valueOf(fault.getMessage()))));
    }

    /** Refuses a call beyond {@link #MAX_CALLS}, so that nobody can pile them up. */
    private <T> Mono<T> limited(Mono<T> call) {
        return Mono.defer(() ->
                calls.tryAcquire()
                        ? call.doFinally(_ -> calls.release())
                        : Mono.error(new IllegalStateException("too many requests at once")));
    }

    /** Other sites' pages send their own {@code Origin}; scripts and curl send none. */
    private static boolean isOwnPage(ServerRequest request) {
        var headers = request.headers();
        var origin = headers.firstHeader("Origin");
        return origin == null
                || OwnOrigin.of(NO_PROXIES, InetAddress.getLoopbackAddress(), headers::header)
                        .is(origin);
    }

    private static boolean isTls(URI url) {
        return "https".equals(url.getScheme());
    }

    /** Returns to the product, where the stylesheet shows the notice that the fragment names. */
    private static Mono<ServerResponse> back(String language, String notice) {
        return redirect("/demo?lang=%s#%s".formatted(language, notice)).build();
    }

    private static ServerResponse.BodyBuilder redirect(String location) {
        return ServerResponse.status(HttpStatus.SEE_OTHER)
                .header("Cache-Control", "no-store")
                .location(URI.create(location));
    }

    private String newReference() {
        var reference = new StringBuilder("DEMO-");
        random.ints(REFERENCE_LENGTH, 0, ALPHABET.length())
                .forEach(i -> reference.append(ALPHABET.charAt(i)));
        return reference.toString();
    }
}
