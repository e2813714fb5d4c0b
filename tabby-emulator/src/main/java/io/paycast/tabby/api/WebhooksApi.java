package io.paycast.tabby.api;

import static org.springframework.web.reactive.function.server.RequestPredicates.DELETE;
import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RequestPredicates.PUT;

import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.webhook.Registration;
import io.paycast.tabby.webhook.Registration.Header;
import io.paycast.tabby.webhook.Registrations;
import java.net.URI;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api/v1/webhooks} and {@code /api/v1/dispute-webhooks}: registers webhooks. Dispute
 * webhooks are for live keys only, have a normalised address of their own and never return a
 * header's value.
 */
final class WebhooksApi {

    private static final String MASK = "****";
    private static final int MASKED_TAIL = 4;
    private static final int MIN_LENGTH_WITH_TAIL = 9;
    private static final java.util.regex.Pattern TITLE =
            java.util.regex.Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,255}");
    private static final java.util.regex.Pattern VALUE =
            java.util.regex.Pattern.compile("[\\x21-\\x7E]([\\x20-\\x7E]{0,1022}[\\x21-\\x7E])?");

    private final ApiRequests requests;
    private final Registrations registrations;
    private final Supplier<String> ids;
    private final boolean disputes;

    /**
     * @param ids makes the id of a webhook
     */
    WebhooksApi(
            ApiRequests requests,
            Registrations registrations,
            Supplier<String> ids,
            boolean disputes) {
        this.requests = requests;
        this.registrations = registrations;
        this.ids = ids;
        this.disputes = disputes;
    }

    RouterFunction<ServerResponse> routes() {
        var list = disputes ? "/api/v1/dispute-webhooks" : "/api/v1/webhooks";
        var one = list + "/{id}";
        return RouterFunctions.route()
                .route(POST(list), this::register)
                .route(GET(list), this::all)
                .route(GET(one), this::retrieve)
                .route(PUT(one), this::update)
                .route(DELETE(one), this::remove)
                .build();
    }

    private Mono<ServerResponse> register(ServerRequest request) {
        return withAccount(
                request,
                Operation.REGISTER_WEBHOOK,
                account ->
                        withTarget(
                                request,
                                (url, header) -> {
                                    if (disputes && isTaken(account, url, null)) {
                                        return new ApiError.Message(
                                                        409, "conflict", "webhook already exists")
                                                .response();
                                    }
                                    var webhook =
                                            new Registration(
                                                    ids.get(), account, disputes, url, header);
                                    return registrations.add(webhook)
                                            ? ApiError.json(200, json(webhook))
                                            : ApiError.BAD_REQUEST.response();
                                }));
    }

    private Mono<ServerResponse> all(ServerRequest request) {
        return withAccount(
                request,
                Operation.LIST_WEBHOOKS,
                account -> {
                    var own = registrations.of(account, disputes);
                    if (own.isEmpty()) {
                        return ApiError.json(200, JsonNodeFactory.instance.nullNode());
                    }
                    var list = JsonNodeFactory.instance.arrayNode();
                    own.forEach(webhook -> list.add(json(webhook)));
                    return ApiError.json(200, list);
                });
    }

    private Mono<ServerResponse> retrieve(ServerRequest request) {
        return withAccount(
                request,
                Operation.RETRIEVE_WEBHOOK,
                account ->
                        own(request, account)
                                .map(webhook -> ApiError.json(200, json(webhook)))
                                .orElseGet(ApiError.NO_SUCH_WEBHOOK::response));
    }

    private Mono<ServerResponse> update(ServerRequest request) {
        return withAccount(
                request,
                Operation.UPDATE_WEBHOOK,
                account -> {
                    var found = registrations.find(request.pathVariable("id"), disputes);
                    if (found.isEmpty()) {
                        return ApiError.NO_SUCH_WEBHOOK.response();
                    }
                    if (!found.get().account().equals(account)) {
                        return ApiError.FORBIDDEN.response();
                    }
                    return withTarget(
                            request,
                            (url, header) -> {
                                if (disputes && isTaken(account, url, found.get().id())) {
                                    return new ApiError.Message(
                                                    409, "conflict", "webhook already exists")
                                            .response();
                                }
                                var updated = found.get().with(url, header);
                                registrations.replace(updated);
                                return ApiError.json(200, json(updated));
                            });
                });
    }

    private Mono<ServerResponse> remove(ServerRequest request) {
        return withAccount(
                request,
                Operation.REMOVE_WEBHOOK,
                account -> {
                    var webhook = own(request, account);
                    if (webhook.isEmpty()) {
                        return ApiError.NO_SUCH_WEBHOOK.response();
                    }
                    registrations.remove(webhook.get().id());
                    return ApiError.json(200, Json.object().put("status", "ok"));
                });
    }

    private Mono<ServerResponse> withAccount(
            ServerRequest request,
            Operation operation,
            Function<Account, Mono<ServerResponse>> handler) {
        return requests.withAccount(
                request,
                operation,
                account ->
                        disputes && account.key().isTest()
                                ? ApiError.FORBIDDEN.response()
                                : handler.apply(account));
    }

    private Optional<Registration> own(ServerRequest request, Account account) {
        return registrations
                .find(request.pathVariable("id"), disputes)
                .filter(webhook -> webhook.account().equals(account));
    }

    private boolean isTaken(Account account, URI url, @Nullable String exceptId) {
        return registrations.of(account, disputes).stream()
                .anyMatch(it -> it.url().equals(url) && !it.id().equals(exceptId));
    }

    private Mono<ServerResponse> withTarget(
            ServerRequest request,
            BiFunction<URI, @Nullable Header, Mono<ServerResponse>> handler) {
        return requests.withBody(
                request,
                body -> {
                    JsonNode json;
                    try {
                        json = Json.MAPPER.readTree(body);
                    } catch (JacksonException e) {
                        return ApiError.BAD_REQUEST.response();
                    }
                    var url = CheckoutReader.httpUrl(json.path("url").asString(""));
                    var header = json.path("header");
                    boolean hasHeader = !header.isMissingNode() && !header.isNull();
                    if (url.isEmpty() || (hasHeader && !isHeader(header))) {
                        return ApiError.BAD_REQUEST.response();
                    }
                    return handler.apply(
                            disputes ? normalised(url.get()) : url.get(),
                            hasHeader
                                    ? new Header(
                                            header.path("title").asString(),
                                            header.path("value").asString())
                                    : null);
                });
    }

    private static boolean isHeader(JsonNode header) {
        return TITLE.matcher(header.path("title").asString("")).matches()
                && VALUE.matcher(header.path("value").asString("")).matches();
    }

    private static URI normalised(URI url) {
        var scheme = url.getScheme().toLowerCase(java.util.Locale.ROOT);
        boolean isDefault =
                url.getPort() == -1 || url.getPort() == (scheme.equals("https") ? 443 : 80);
        var path = String.valueOf(url.getRawPath()).replaceAll("/$", "");
        var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(
                scheme
                        + "://"
                        + url.getHost().toLowerCase(java.util.Locale.ROOT)
                        + (isDefault ? "" : ":" + url.getPort())
                        + path
                        + query);
    }

    private ObjectNode json(Registration webhook) {
        var json = Json.object();
        json.put("id", webhook.id());
        json.put("url", webhook.url().toString());
        json.put("is_test", webhook.account().key().isTest());
        var header = webhook.header();
        if (header == null) {
            json.putNull("header");
        } else {
            json.putObject("header")
                    .put("title", header.title())
                    .put("value", disputes ? masked(header.value()) : header.value());
        }
        return json;
    }

    private static String masked(String value) {
        return value.length() < MIN_LENGTH_WITH_TAIL
                ? MASK
                : MASK + value.substring(value.length() - MASKED_TAIL);
    }
}
