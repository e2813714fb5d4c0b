package io.paycast.tabby.api;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.paycast.limits.LogLimit;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import io.paycast.tabby.webhook.Registrations;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Tabby's API, below {@code /tabby} and, for each of Tabby's hosts, {@code /tabby/ai} and {@code
 * /tabby/sa}.
 */
public final class TabbyApi {

    private static final Logger LOG = LoggerFactory.getLogger(TabbyApi.class);
    private static final int MAX_LINES_PER_MINUTE = 60;

    private final LogLimit lines = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);
    private final PlannedFailures failures = new PlannedFailures();
    private final RequestBodies bodies = new RequestBodies();
    private final ApiRequests requests =
            new ApiRequests(new KeyLimits(TabbyApi::steadyMillis), failures, bodies);
    private final RouterFunction<ServerResponse> routes;

    /**
     * @param basePath such as {@code /tabby}
     * @param publicUrl where a browser finds that path; null if it is where a request went
     */
    public TabbyApi(
            Payments payments,
            Registrations registrations,
            World world,
            String basePath,
            @Nullable URI publicUrl) {
        var checkout =
                new CheckoutApi(requests, payments, world, new PublicUrl(publicUrl, basePath));
        var paymentsApi = new PaymentsApi(requests, payments, world);
        var webhooks = new WebhooksApi(requests, registrations, world.ids()::next, false);
        var disputeWebhooks = new WebhooksApi(requests, registrations, world.ids()::next, true);
        var all = RouterFunctions.route();
        for (var region : Region.values()) {
            all.add(
                    RouterFunctions.nest(
                            path(basePath + region.path()),
                            checkout.routes(region)
                                    .and(paymentsApi.routes(region))
                                    .and(webhooks.routes())
                                    .and(disputeWebhooks.routes())));
        }
        all.onError(
                Throwable.class,
                (fault, _) -> {
                    lines.log(LOG, "request failed", () -> LOG.error("request failed", fault));
                    return ApiError.INTERNAL.response();
                });
        this.routes = all.build();
    }

    public RouterFunction<ServerResponse> routes() {
        return routes;
    }

    /** Lets requests fail. */
    public PlannedFailures failures() {
        return failures;
    }

    /** Reads the bodies of requests, also of those that are not Tabby's. */
    public RequestBodies bodies() {
        return bodies;
    }

    /** The response to every other path. */
    public RouterFunction<ServerResponse> notFound(String basePath) {
        return RouterFunctions.route(
                path(basePath + "/**"), _ -> ApiError.PAGE_NOT_FOUND.response());
    }

    /** How often requests were refused, by reason. */
    public Map<String, Long> counts() {
        return new TreeMap<>(
                Map.of(
                        "overLimit", requests.overLimit(),
                        "bodyTooLarge", requests.tooLarge(),
                        "noRoom", bodies.noRoom()));
    }

    private static long steadyMillis() {
        return System.nanoTime() / 1_000_000;
    }
}
