package io.paycast.tabby.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.http.ContentTypes;
import io.paycast.http.FormReader;
import io.paycast.tabby.model.CheckoutRequest.MerchantUrls;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.model.TabbyStatus;
import io.paycast.tabby.payment.Outcome;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The page of a session, on which the shopper approves, declines, cancels or lets the time pass.
 * Afterwards the browser goes to the shop's page with {@code payment_id}, as from Tabby.
 */
public final class HostedPage {

    /** Tabby's test shopper who is declined after the one-time password. */
    static final String DECLINED_EMAIL = "otp.rejected@tabby.ai";

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=UTF-8");

    private final Payments payments;
    private final World world;
    private final PageTemplate template = PageTemplate.load();

    public HostedPage(Payments payments, World world) {
        this.payments = payments;
        this.world = world;
    }

    /** The routes below a base path such as {@code /tabby}. */
    public RouterFunction<ServerResponse> routes(String basePath) {
        var page = basePath + "/checkout/{session}";
        return RouterFunctions.route()
                .route(GET(basePath + "/checkout.css"), _ -> style())
                .route(GET(page), this::show)
                .route(POST(page).and(HostedPage::isForm), this::act)
                .build();
    }

    private static Mono<ServerResponse> style() {
        return ServerResponse.ok()
                .contentType(CSS)
                .header("X-Content-Type-Options", "nosniff")
                .bodyValue(new ClassPathResource("checkout.css", HostedPage.class));
    }

    private Mono<ServerResponse> show(ServerRequest request) {
        var found = payments.ofSession(request.pathVariable("session"));
        var asked = request.queryParam("lang");
        if (found.isEmpty()) {
            var text = PageText.of(asked.orElse("en"));
            return html(404, "'self'", template.message(text, text.word("unknown"), null));
        }
        var payment = found.get();
        return page(payment, PageText.of(asked.orElse(payment.request().language())));
    }

    private Mono<ServerResponse> page(TabbyPayment payment, PageText text) {
        return isOpen(payment)
                ? html(200, formTargets(payment.request().urls()), template.form(text, payment))
                : html(200, "'self'", ended(payment, text));
    }

    private boolean isOpen(TabbyPayment payment) {
        return payment.status() == TabbyStatus.CREATED
                && world.timeline().now().isBefore(payment.expiresAt());
    }

    private String ended(TabbyPayment payment, PageText text) {
        var status =
                payment.status() == TabbyStatus.CREATED ? TabbyStatus.EXPIRED : payment.status();
        var back = back(payment, status);
        return template.message(
                text, text.word(status.name()), back == null ? null : withPayment(back, payment));
    }

    /** Where an ending leads, unless the shopper cancelled. */
    private static @Nullable URI back(TabbyPayment payment, TabbyStatus status) {
        var urls = payment.request().urls();
        return switch (status) {
            case AUTHORIZED, CLOSED -> urls.success();
            case CREATED, REJECTED, EXPIRED -> urls.failure();
        };
    }

    private static boolean isForm(ServerRequest request) {
        return ContentTypes.is(request, MediaType.APPLICATION_FORM_URLENCODED);
    }

    private Mono<ServerResponse> act(ServerRequest request) {
        return FormReader.read(
                request,
                form -> {
                    var found = payments.ofSession(request.pathVariable("session"));
                    if (found.isEmpty()) {
                        return show(request);
                    }
                    var payment = found.get();
                    var text =
                            PageText.of(
                                    request.queryParam("lang")
                                            .orElse(payment.request().language()));
                    var action = Optional.ofNullable(form.getFirst("action")).orElse("");
                    var outcome = act(payment, action);
                    // A second press, or one that comes too late, shows how the payment ended.
                    return outcome instanceof Outcome.Done(var changed)
                            ? leave(changed, action, text)
                            : page(payments.find(payment.id()).orElse(payment), text);
                });
    }

    private Outcome act(TabbyPayment payment, String action) {
        var id = payment.id();
        return switch (action) {
            case "approve" ->
                    isDeclined(payment) ? payments.reject(world, id) : payments.approve(world, id);
            case "decline" -> payments.reject(world, id);
            case "cancel", "expire" -> payments.expire(world, id);
            default -> new Outcome.Refused(Outcome.Refusal.NOT_POSSIBLE, "unknown action");
        };
    }

    private static boolean isDeclined(TabbyPayment payment) {
        var email = payment.request().payment().path("buyer").path("email").asString("");
        return email.equalsIgnoreCase(DECLINED_EMAIL);
    }

    private Mono<ServerResponse> leave(TabbyPayment payment, String action, PageText text) {
        var back =
                switch (action) {
                    case "expire" -> null;
                    case "cancel" -> payment.request().urls().cancel();
                    default -> back(payment, payment.status());
                };
        return back == null
                ? page(payment, text)
                : ServerResponse.seeOther(withPayment(back, payment)).build();
    }

    private static URI withPayment(URI url, TabbyPayment payment) {
        var text = url.toString();
        int hash = text.indexOf('#');
        var page = hash < 0 ? text : text.substring(0, hash);
        var id = URLEncoder.encode(payment.id(), UTF_8);
        return URI.create(page + (url.getRawQuery() == null ? "?" : "&") + "payment_id=" + id);
    }

    /** Browsers check a redirect after a form like the form itself. */
    private static String formTargets(MerchantUrls urls) {
        return Stream.concat(
                        Stream.of("'self'"),
                        Stream.of(urls.success(), urls.cancel(), urls.failure())
                                .flatMap(Stream::ofNullable)
                                .map(HostedPage::origin))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static String origin(URI url) {
        var port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return "%s://%s%s".formatted(url.getScheme(), url.getHost(), port);
    }

    private static Mono<ServerResponse> html(int status, String formTargets, String html) {
        return ServerResponse.status(status)
                .contentType(HTML)
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; base-uri 'none';"
                                + " frame-ancestors 'none'; form-action "
                                + formTargets)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store")
                .bodyValue(html);
    }
}
