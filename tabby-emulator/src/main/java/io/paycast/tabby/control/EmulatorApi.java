package io.paycast.tabby.control;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.tabby.api.PlannedFailures;
import io.paycast.tabby.api.TabbyApi;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import io.paycast.tabby.scenario.InvalidScenarioException;
import io.paycast.tabby.scenario.Scenario;
import io.paycast.tabby.scenario.ScenarioPlayer;
import io.paycast.tabby.scenario.ScenarioReader;
import io.paycast.tabby.scenario.Scenarios;
import io.paycast.tabby.webhook.Delivery;
import io.paycast.tabby.webhook.WebhookSender;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /tabby/emulator}: what Tabby does not have. The clock, scenarios, events for {@code
 * paycast trigger}, counts and the last deliveries.
 */
public final class EmulatorApi {

    /** The most requests at once that wait for webhooks; further ones get 503. */
    static final int MAX_WAITING = 8;

    private static final String PATH = "/emulator";
    private static final Duration MAX_ADVANCE = Duration.ofDays(400);

    private final Payments payments;
    private final World world;
    private final ScenarioPlayer player;
    private final Trigger trigger;
    private final TabbyApi api;
    private final ControlRequests requests;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    public EmulatorApi(
            Payments payments,
            WebhookSender sender,
            World world,
            ScenarioPlayer player,
            TabbyApi api) {
        this.payments = payments;
        this.world = world;
        this.player = player;
        this.trigger = new Trigger(payments, sender, world);
        this.api = api;
        this.requests = new ControlRequests(api.bodies());
    }

    /** The routes below a base path such as {@code /tabby}. */
    public RouterFunction<ServerResponse> routes(String basePath) {
        var path = basePath + PATH;
        return RouterFunctions.route()
                .route(GET(path), _ -> ControlRequests.ok(state()))
                .route(GET(path + "/deliveries"), _ -> ControlRequests.ok(deliveries()))
                .route(GET(path + "/clock"), _ -> ControlRequests.ok(clock()))
                .route(POST(path + "/clock"), request -> requests.withJson(request, this::advance))
                .route(POST(path + "/trigger"), request -> requests.withJson(request, this::fire))
                .route(POST(path + "/failures"), request -> requests.withJson(request, this::fail))
                .route(GET(path + "/scenarios"), _ -> ControlRequests.ok(scenarios()))
                .route(GET(path + "/scenarios/{name}"), EmulatorApi::scenario)
                .route(POST(path + "/scenarios"), request -> requests.withJson(request, this::play))
                .build();
    }

    private ObjectNode state() {
        var state = clock();
        state.put("payments", payments.count());
        state.put("paymentsEvicted", payments.evicted());
        state.put("webhooksWaiting", world.timeline().waitingDeliveries());
        state.set("webhooks", Json.MAPPER.valueToTree(world.channel().log().counts()));
        state.set("requestsRefused", Json.MAPPER.valueToTree(api.counts()));
        return state;
    }

    private ObjectNode clock() {
        return Json.object().put("now", world.timeline().now().toString());
    }

    private ObjectNode deliveries() {
        var json = Json.object();
        json.set("deliveries", list(world.channel().log().deliveries()));
        return json;
    }

    private static ArrayNode list(Iterable<Delivery> deliveries) {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var delivery : deliveries) {
            list.addObject()
                    .put("number", delivery.number())
                    .put("at", delivery.at().toString())
                    .put("event", delivery.event())
                    .put("payment", delivery.paymentId())
                    .put("url", delivery.url())
                    .put("attempt", delivery.attempt())
                    .put("forged", delivery.forged())
                    .put("status", delivery.status())
                    .put("ms", delivery.millis())
                    .put("error", delivery.error());
        }
        return list;
    }

    private Mono<ServerResponse> advance(ObjectNode body) {
        Duration by;
        try {
            by = Duration.parse(body.path("advance").asString(""));
        } catch (DateTimeException e) {
            by = Duration.ZERO;
        }
        if (by.isNegative() || by.isZero() || by.compareTo(MAX_ADVANCE) > 0) {
            return ControlRequests.problem(
                    400,
                    "advance must be a time (ISO 8601) of at most %d days, such as PT20M or P21D."
                            .formatted(MAX_ADVANCE.toDays()));
        }
        var step = by;
        return waiting(() -> {
            world.timeline().advance(step);
            return ControlRequests.ok(clock());
        });
    }

    private Mono<ServerResponse> fail(ObjectNode body) {
        int status = body.path("status").asInt(0);
        int requests = body.path("requests").asInt(-1);
        if (!PlannedFailures.STATUSES.contains(status)
                || requests < 0
                || requests > PlannedFailures.MAX_REQUESTS) {
            return ControlRequests.problem(
                    400,
                    "status must be 403, 429 or 500, and requests 0 to %d."
                            .formatted(PlannedFailures.MAX_REQUESTS));
        }
        api.failures().plan(status, requests);
        return ControlRequests.ok(body);
    }

    private Mono<ServerResponse> fire(ObjectNode body) {
        Trigger.Request request;
        try {
            request = TriggerReader.read(body);
        } catch (TriggerReader.InvalidRequestException e) {
            return ControlRequests.problem(400, String.valueOf(e.getMessage()));
        }
        return waiting(() ->
                switch (trigger.fire(request)) {
                    case Trigger.Result.Refused(var reason) -> ControlRequests.problem(409, reason);
                    case Trigger.Result.Sent sent -> ControlRequests.ok(json(sent));
                });
    }

    private static JsonNode json(Trigger.Result.Sent sent) {
        var json = Json.object();
        var payment = sent.payment();
        json.putObject("payment")
                .put("id", payment.id())
                .put("status", payment.status().name())
                .put("amount", payment.amount().toPlainString())
                .put("currency", payment.currency().name())
                .put("order", payment.orderReference())
                .put("captured", payment.captured().toPlainString())
                .put("refunded", payment.refunded().toPlainString())
                .put("test", payment.test());
        json.putObject("webhook").set("body", Json.MAPPER.readTree(sent.body()));
        json.set("deliveries", list(sent.deliveries()));
        return json;
    }

    private static ArrayNode scenarios() {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var name : Scenarios.NAMES) {
            Scenarios.find(name)
                    .ifPresent(it -> list.addObject().put("name", name).put("about", it.about()));
        }
        return list;
    }

    private static Mono<ServerResponse> scenario(ServerRequest request) {
        return Scenarios.yaml(request.pathVariable("name"))
                .map(yaml ->
                        ServerResponse.ok()
                                .contentType(MediaType.valueOf("application/yaml;charset=UTF-8"))
                                .bodyValue(yaml))
                .orElseGet(() -> ControlRequests.problem(404, unknownScenario()));
    }

    private static String unknownScenario() {
        return "The scenarios are " + String.join(", ", Scenarios.NAMES) + ".";
    }

    private Mono<ServerResponse> play(ObjectNode body) {
        var name = body.path("name").asString("");
        var yaml = body.path("yaml").asString("");
        var seed = body.path("seed");
        var code = body.path("merchant").asString(Trigger.MERCHANT);
        if (name.isEmpty() == yaml.isEmpty()) {
            return ControlRequests.problem(
                    400, "name or yaml must be there: the name of a scenario, or its file.");
        }
        if (!seed.isMissingNode() && !seed.isNull() && !seed.isIntegralNumber()) {
            return ControlRequests.problem(400, "seed must be a whole number.");
        }
        if (code.isBlank() || code.length() > 255) {
            return ControlRequests.problem(400, "merchant must be 1 to 255 characters.");
        }
        if (yaml.isEmpty() && !Scenarios.NAMES.contains(name)) {
            return ControlRequests.problem(404, unknownScenario());
        }
        long chosen = seed.asLong(ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
        var merchant = new ScenarioPlayer.Merchant(code, Trigger.LIVE_KEY, Trigger.TEST_KEY);
        return waiting(() -> {
            try {
                var scenario = yaml.isEmpty() ? find(name) : ScenarioReader.read("file", yaml);
                return ControlRequests.ok(player.play(scenario, merchant, chosen).toJson());
            } catch (InvalidScenarioException e) {
                return ControlRequests.problem(400, String.valueOf(e.getMessage()));
            }
        });
    }

    private static Scenario find(String name) {
        return Scenarios.find(name).orElseThrow();
    }

    /** The keys that scenarios and triggers use. */
    public static ApiKey key(boolean test) {
        return test ? Trigger.TEST_KEY : Trigger.LIVE_KEY;
    }

    /** Does what waits for webhooks on a thread that may wait. */
    private Mono<ServerResponse> waiting(Callable<Mono<ServerResponse>> work) {
        if (!waiting.tryAcquire()) {
            return ControlRequests.problem(
                    503, "At most %d such requests run at once.".formatted(MAX_WAITING));
        }
        return Mono.fromCallable(work)
                .subscribeOn(Schedulers.boundedElastic())
                .doFinally(_ -> waiting.release())
                .flatMap(response -> response);
    }
}
