package io.paycast.tabby.api;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.CheckoutRequest;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api/v2/checkout}: creates sessions. */
final class CheckoutApi {

    private static final String PATH = "/api/v2/checkout";

    private final ApiRequests requests;
    private final Payments payments;
    private final World world;
    private final PublicUrl publicUrl;

    CheckoutApi(ApiRequests requests, Payments payments, World world, PublicUrl publicUrl) {
        this.requests = requests;
        this.payments = payments;
        this.world = world;
        this.publicUrl = publicUrl;
    }

    RouterFunction<ServerResponse> routes(Region region) {
        return RouterFunctions.route()
                .route(POST(PATH), request -> create(request, region))
                .route(GET(PATH + "/{id}"), request -> retrieve(request, region))
                .build();
    }

    private Mono<ServerResponse> create(ServerRequest request, Region region) {
        return requests.withKey(
                request,
                Operation.CREATE_SESSION,
                key ->
                        requests.withBody(
                                request,
                                body ->
                                        switch (CheckoutReader.read(key, body)) {
                                            case CheckoutReader.Result.Invalid(var error) ->
                                                    error.response();
                                            case CheckoutReader.Result.Valid(var checkout) ->
                                                    create(request, region, checkout);
                                        }));
    }

    private Mono<ServerResponse> create(
            ServerRequest request, Region region, CheckoutRequest checkout) {
        if (!region.serves(checkout.currency())) {
            return ApiError.WRONG_REGION.response();
        }
        var rejection = PreScoring.rejection(checkout);
        var payment =
                rejection.isPresent()
                        ? payments.createRejected(world, checkout)
                        : payments.create(world, checkout);
        return ApiError.json(200, session(request, payment, rejection));
    }

    private Mono<ServerResponse> retrieve(ServerRequest request, Region region) {
        return requests.withKey(
                request, Operation.RETRIEVE_SESSION, key -> retrieve(request, region, key));
    }

    private Mono<ServerResponse> retrieve(ServerRequest request, Region region, ApiKey key) {
        var found =
                payments.ofSession(request.pathVariable("id"))
                        .filter(payment -> payment.account().key().equals(key));
        if (found.isEmpty()) {
            return ApiError.PAGE_NOT_FOUND.response();
        }
        var payment = found.get();
        return region.serves(payment.currency())
                ? ApiError.json(
                        200, session(request, payment, PreScoring.rejection(payment.request())))
                : ApiError.WRONG_REGION.response();
    }

    private ObjectNode session(
            ServerRequest request, TabbyPayment payment, Optional<String> rejection) {
        var session = Json.object();
        session.put("id", payment.sessionId());
        session.set("configuration", configuration(request, payment, rejection.orElse(null)));
        session.putNull("token");
        session.set("payment", PaymentJson.inSession(payment));
        session.put("status", rejection.isPresent() ? "rejected" : status(payment));
        var urls = payment.request().urls();
        session.putObject("merchant_urls")
                .put("success", text(urls.success()))
                .put("cancel", text(urls.cancel()))
                .put("failure", text(urls.failure()));
        return session;
    }

    private String status(TabbyPayment payment) {
        return world.timeline().now().isBefore(payment.expiresAt()) ? "created" : "expired";
    }

    private ObjectNode configuration(
            ServerRequest request, TabbyPayment payment, @Nullable String rejection) {
        var configuration = Json.object();
        var available = configuration.putObject("available_products");
        if (rejection == null) {
            var page = publicUrl.of(request) + "/checkout/" + payment.sessionId();
            available
                    .putArray("installments")
                    .addObject()
                    .put("web_url", page)
                    .set("qr_code", JsonNodeFactory.instance.nullNode());
        } else {
            available.set("installments", JsonNodeFactory.instance.nullNode());
        }
        configuration
                .putObject("products")
                .putObject("installments")
                .put("type", "installments")
                .put("is_available", rejection == null)
                .put("rejection_reason", rejection);
        return configuration;
    }

    private static @Nullable String text(@Nullable URI url) {
        return url == null ? null : url.toString();
    }
}
