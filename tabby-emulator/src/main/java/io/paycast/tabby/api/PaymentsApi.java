package io.paycast.tabby.api;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RequestPredicates.PUT;

import io.paycast.tabby.api.PaymentJson.Empty;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.Ids;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.payment.MoneyRequest;
import io.paycast.tabby.payment.Outcome;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code /api/v2/payments}: retrieves, lists and changes payments. */
final class PaymentsApi {

    private static final String LIST = "/api/v2/payments";
    private static final String PATH = LIST + "/{id}";

    private final ApiRequests requests;
    private final Payments payments;
    private final World world;

    PaymentsApi(ApiRequests requests, Payments payments, World world) {
        this.requests = requests;
        this.payments = payments;
        this.world = world;
    }

    /** One request that changes a payment, once its payment is known to be the key's own. */
    private interface Change {
        Mono<ServerResponse> apply(TabbyPayment payment, byte[] body);
    }

    RouterFunction<ServerResponse> routes(Region region) {
        return RouterFunctions.route()
                .route(GET(LIST), request -> list(request, region))
                .route(GET(PATH), request -> retrieve(request, region))
                .route(PUT(PATH), request -> change(request, region, this::update))
                .route(POST(PATH + "/captures"), request -> change(request, region, this::capture))
                .route(POST(PATH + "/refunds"), request -> change(request, region, this::refund))
                .route(POST(PATH + "/close"), request -> change(request, region, this::close))
                .build();
    }

    private Mono<ServerResponse> list(ServerRequest request, Region region) {
        return requests.withKey(
                request,
                Operation.LIST_PAYMENTS,
                key -> {
                    var query = PaymentQuery.of(request.queryParams());
                    return query.isEmpty()
                            ? ApiError.FAILED_TO_DECODE.response()
                            : ApiError.json(200, page(query.get(), key, region));
                });
    }

    private JsonNode page(PaymentQuery query, ApiKey key, Region region) {
        var matching =
                payments.newestFirst(payment ->
                        payment.account().key().equals(key)
                                && region.serves(payment.currency())
                                && query.matches(payment));
        var page = Json.object();
        var shown = matching.stream().skip(query.offset()).limit(query.limit()).toList();
        var list = JsonNodeFactory.instance.arrayNode();
        shown.forEach(payment -> list.add(PaymentJson.of(payment, Empty.NULL)));
        page.set("payments", shown.isEmpty() ? JsonNodeFactory.instance.nullNode() : list);
        page.putObject("pagination")
                .put("limit", query.limit())
                .put("offset", query.offset())
                .put("total_count", matching.size());
        return page;
    }

    private Mono<ServerResponse> retrieve(ServerRequest request, Region region) {
        return requests.withKey(
                request,
                Operation.RETRIEVE_PAYMENT,
                key -> {
                    var id = request.pathVariable("id");
                    var payment = payments.find(id).filter(it -> it.account().key().equals(key));
                    if (payment.isEmpty()) {
                        return unknown(id);
                    }
                    return region.serves(payment.get().currency())
                            ? ApiError.json(200, PaymentJson.of(payment.get(), Empty.NULL))
                            : ApiError.WRONG_REGION.response();
                });
    }

    private static Mono<ServerResponse> unknown(String id) {
        return (Ids.isUuid(id) ? ApiError.NO_SUCH_PAYMENT : ApiError.INVALID_PAYMENT_ID).response();
    }

    private Mono<ServerResponse> change(ServerRequest request, Region region, Change change) {
        return requests.withKey(
                request,
                Operation.CHANGE_PAYMENT,
                key -> {
                    var id = request.pathVariable("id");
                    var found = payments.find(id);
                    if (found.isEmpty()) {
                        return unknown(id);
                    }
                    var payment = found.get();
                    if (!region.serves(payment.currency())) {
                        return ApiError.WRONG_REGION.response();
                    }
                    return payment.account().key().equals(key)
                            ? requests.withBody(request, body -> change.apply(payment, body))
                            : ApiError.FORBIDDEN.response();
                });
    }

    private Mono<ServerResponse> update(TabbyPayment payment, byte[] body) {
        return withJson(
                body,
                json -> {
                    var reference = json.path("order").path("reference_id");
                    boolean absent = reference.isMissingNode() || reference.isNull();
                    if (!absent && !isString(reference)) {
                        return ApiError.NOT_DECODED.response();
                    }
                    return respond(
                            payments.update(
                                    world, payment.id(), absent ? null : reference.asString()),
                            Empty.NULL);
                });
    }

    private Mono<ServerResponse> capture(TabbyPayment payment, byte[] body) {
        return withMoney(
                payment,
                body,
                money -> respond(payments.capture(world, payment.id(), money), Empty.LIST));
    }

    private Mono<ServerResponse> refund(TabbyPayment payment, byte[] body) {
        return withMoney(
                payment,
                body,
                money -> respond(payments.refund(world, payment.id(), money), Empty.LIST));
    }

    private Mono<ServerResponse> close(TabbyPayment payment, byte[] ignored) {
        return respond(payments.close(world, payment.id()), Empty.LIST);
    }

    private static Mono<ServerResponse> withJson(
            byte[] body, Function<JsonNode, Mono<ServerResponse>> handler) {
        try {
            var json = Json.MAPPER.readTree(body);
            return json.isObject() ? handler.apply(json) : ApiError.NOT_DECODED.response();
        } catch (JacksonException e) {
            return ApiError.NOT_DECODED.response();
        }
    }

    private static Mono<ServerResponse> withMoney(
            TabbyPayment payment,
            byte[] body,
            Function<MoneyRequest, Mono<ServerResponse>> handler) {
        return withJson(
                body,
                json -> {
                    var amount = CheckoutReader.amountOf(json.path("amount"), payment.currency());
                    var reference = json.path("reference_id");
                    if (amount.isEmpty()) {
                        return new ApiError.Fields(java.util.List.of("$.amount")).response();
                    }
                    if (!isAbsent(reference) && !isString(reference)) {
                        return new ApiError.Fields(java.util.List.of("$.reference_id")).response();
                    }
                    return handler.apply(
                            new MoneyRequest(
                                    amount.get(),
                                    textOrNull(reference),
                                    textOrNull(json.path("reason")),
                                    json.path("items").isArray() ? json.path("items") : null));
                });
    }

    private static Mono<ServerResponse> respond(Outcome outcome, Empty empty) {
        return switch (outcome) {
            case Outcome.Done(var payment) -> ApiError.json(200, PaymentJson.of(payment, empty));
            case Outcome.Refused(var kind, var reason) ->
                    switch (kind) {
                        case NOT_FOUND -> ApiError.NO_SUCH_PAYMENT.response();
                        case NOT_POSSIBLE -> ApiError.badData(reason).response();
                        case CONFLICT -> new ApiError.Message(409, "conflict", reason).response();
                    };
        };
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean isString(JsonNode node) {
        return node.isString() && node.asString().length() <= CheckoutReader.MAX_STRING;
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return isString(node) ? node.asString() : null;
    }
}
