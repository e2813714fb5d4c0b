package io.paycast.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.paycast.ingest.body.BodyReader;
import io.paycast.ingest.body.InFlightLimit;
import io.paycast.ingest.eventlog.EventLog;
import io.paycast.ingest.eventlog.IngestKafkaHealth;
import io.paycast.ingest.eventlog.KafkaMonitor;
import io.paycast.ingest.gate.Gate;
import io.paycast.ingest.webhook.WebhookFastPath;
import io.paycast.ingest.webhook.WebhookHandler;
import io.paycast.settings.ProxySettings;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Webhook ingest, put together in the order in which a webhook passes through it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IngestSettings.class, ProxySettings.class, KafkaProperties.class})
@PropertySource("classpath:paycast-ingest.properties")
public class IngestWiring {

    /** Where Tabby sends webhooks. */
    public static final String WEBHOOK_PATH = "/api/tabby/webhook";

    @Bean
    RouterFunction<ServerResponse> ingestRoutes(WebhookHandler ingestWebhooks) {
        return RouterFunctions.route(
                RequestPredicates.path(WEBHOOK_PATH),
                request ->
                        ingestWebhooks
                                .handle(
                                        request.exchange().getRequest(),
                                        request.exchange().getResponse())
                                .then(Mono.empty()));
    }

    /** Those that are sent by POST, as they should be, do not come that far. */
    @Bean
    WebHttpHandlerBuilderCustomizer ingestFastPath(WebhookHandler ingestWebhooks) {
        return server ->
                server.httpHandlerDecorator(others ->
                        new WebhookFastPath(WEBHOOK_PATH, ingestWebhooks::handle, others));
    }

    /** What this service takes and answers, as an OpenAPI file. */
    @Bean
    RouterFunction<ServerResponse> ingestDocs() {
        var file = new ClassPathResource("paycast-docs/webhook-ingest.openapi.json");
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD)
                        .and(RequestPredicates.path("/docs/webhook-ingest.openapi.json")),
                _ ->
                        ServerResponse.ok()
                                .contentType(MediaType.APPLICATION_JSON)
                                .cacheControl(
                                        CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                                .bodyValue(file));
    }

    @Bean
    WebhookHandler ingestWebhooks(
            IngestSettings settings,
            ProxySettings proxies,
            EventLog ingestEventLog,
            MeterRegistry meters) {
        var gate =
                new Gate(
                        proxies.proxies(),
                        settings.allowedAddresses(),
                        settings.merchants(),
                        settings.failures(),
                        System::nanoTime);
        var inFlight = new InFlightLimit(settings.body());
        meters.gauge("paycast.ingest.requests.in.flight", inFlight, InFlightLimit::requests);
        meters.gauge("paycast.ingest.body.bytes", inFlight, InFlightLimit::bytes);
        return new WebhookHandler(
                gate,
                settings.secretHeader(),
                inFlight,
                new BodyReader(settings.body(), inFlight),
                ingestEventLog,
                settings.retryAfter(),
                meters,
                InstantSource.system());
    }

    @Bean
    EventLog ingestEventLog(IngestSettings settings, KafkaProperties kafka) {
        return new EventLog(kafka.buildProducerProperties(), settings.kafka());
    }

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

    @Bean
    HealthIndicator ingestKafkaHealthIndicator(KafkaMonitor ingestKafkaMonitor) {
        return new IngestKafkaHealth(ingestKafkaMonitor);
    }
}
