package io.paycast.ingest;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.paycast.http.HttpConnectionLimit;
import io.paycast.http.HttpSettings;
import io.paycast.http.HttpWiring;
import io.paycast.http.MethodRoutes;
import io.paycast.ingest.eventlog.EventLog;
import io.paycast.ingest.eventlog.IngestKafkaHealth;
import io.paycast.ingest.eventlog.KafkaMonitor;
import io.paycast.ingest.gate.Gate;
import io.paycast.ingest.webhook.HeaderCheck;
import io.paycast.ingest.webhook.WebhookFastPath;
import io.paycast.ingest.webhook.WebhookHandler;
import io.paycast.ingest.webhook.WebhookMetrics;
import io.paycast.ingest.webhook.WebhookPublisher;
import io.paycast.ingest.webhook.WebhookResponses;
import io.paycast.settings.ProxySettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Constructs webhook ingest, in the order in which one webhook passes its parts: connection limit,
 * fast path, header check, body reader, publisher, event log, response.
 *
 * <p>{@code WebhookRefusal} lists every refusal. {@code TabbyParser}, which the publisher calls,
 * validates the fields of the body.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IngestSettings.class, ProxySettings.class, KafkaProperties.class})
@Import(HttpWiring.class)
@PropertySource("classpath:paycast-ingest.properties")
public class IngestWiring {

    /** The path that Tabby sends webhooks to. */
    public static final String WEBHOOK_PATH = "/api/tabby/webhook";

    private final LongAdder refusedConnections = new LongAdder();

    /** Closes connections beyond the limit before anything is read from them. */
    @Bean
    NettyServerCustomizer ingestConnections(IngestSettings settings, ProxySettings proxies) {
        return HttpConnectionLimit.customizer(
                "ingest",
                settings.http().maxConnections(),
                proxies.proxies(),
                refusedConnections::increment);
    }

    @Bean
    MeterBinder ingestConnectionsMeter() {
        return meters ->
                FunctionCounter.builder(
                                "paycast.ingest.connections.refused",
                                refusedConnections,
                                LongAdder::doubleValue)
                        .description("Connections closed at once, because too many were open")
                        .register(meters);
    }

    /** Passes each POST to the webhook path to the handler, before WebFlux dispatches it. */
    @Bean
    WebHttpHandlerBuilderCustomizer ingestFastPath(WebhookHandler ingestWebhooks) {
        return server ->
                server.httpHandlerDecorator(others ->
                        new WebhookFastPath(WEBHOOK_PATH, ingestWebhooks::handle, others));
    }

    /** Routes every other method to the same handler, which refuses it with 405. */
    @Bean
    RouterFunction<ServerResponse> ingestRoutes(WebhookHandler ingestWebhooks) {
        HandlerFunction<ServerResponse> webhooks =
                request ->
                        ingestWebhooks
                                .handle(
                                        request.exchange().getRequest(),
                                        request.exchange().getResponse())
                                .then(Mono.empty());
        return RouterFunctions.route(RequestPredicates.path(WEBHOOK_PATH), webhooks)
                .andRoute(RequestPredicates.path(WEBHOOK_PATH + "/"), webhooks);
    }

    /** Constructs the handler, which calls its parts in this order and sends one response. */
    @Bean
    WebhookHandler ingestWebhooks(
            IngestSettings settings,
            HttpSettings http,
            ProxySettings proxies,
            EventLog ingestEventLog,
            MeterRegistry meters) {
        settings.body().checkTimeout(http.bodyTimeout());
        var gate =
                new Gate(
                        proxies.proxies(),
                        settings.allowedAddresses(),
                        settings.merchants(),
                        settings.failures(),
                        System::nanoTime);
        var inFlight = settings.body().inFlightLimit();
        var metrics = new WebhookMetrics(meters, inFlight);
        return new WebhookHandler(
                new HeaderCheck(gate, settings.secretHeader()),
                settings.body().reader(inFlight),
                new WebhookPublisher(ingestEventLog, metrics),
                new WebhookResponses(settings.retryAfter()),
                metrics,
                InstantSource.system());
    }

    /** Appends the records to Kafka. */
    @Bean
    EventLog ingestEventLog(IngestSettings settings, KafkaProperties kafka) {
        return new EventLog(kafka.buildProducerProperties(), settings.kafka());
    }

    /** Keeps the event log connected. */
    @Bean(initMethod = "start")
    KafkaMonitor ingestKafkaMonitor(
            EventLog ingestEventLog, IngestSettings settings, KafkaProperties kafka) {
        return new KafkaMonitor(
                ingestEventLog,
                kafka.buildAdminProperties(),
                settings.kafka(),
                settings.topics(),
                InstantSource.system());
    }

    /** Reports the health of Kafka as {@code ingestKafka}, which readiness includes. */
    @Bean
    HealthIndicator ingestKafkaHealthIndicator(KafkaMonitor ingestKafkaMonitor) {
        return new IngestKafkaHealth(ingestKafkaMonitor);
    }

    /** Serves the OpenAPI description of this service. */
    @Bean
    RouterFunction<ServerResponse> ingestDocs() {
        var path = "/docs/webhook-ingest.openapi.json";
        var file = new ClassPathResource("paycast-docs/webhook-ingest.openapi.json");
        return RouterFunctions.route(
                        RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                                .and(RequestPredicates.path(path)),
                        _ ->
                                ServerResponse.ok()
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .cacheControl(
                                                CacheControl.maxAge(Duration.ofMinutes(5))
                                                        .cachePublic())
                                        .bodyValue(file))
                .and(MethodRoutes.of(Map.of(path, List.of("GET", "HEAD"))));
    }
}
