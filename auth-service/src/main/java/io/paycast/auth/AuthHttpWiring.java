package io.paycast.auth;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.paycast.auth.http.DocsRoute;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.http.ResponseWriter;
import io.paycast.http.HttpConnectionLimit;
import io.paycast.net.ClientNetwork;
import io.paycast.settings.ProxySettings;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** What all endpoints of the auth service share: limits, bodies, responses and their meters. */
@Configuration(proxyBeanMethods = false)
class AuthHttpWiring {

    private final LongAdder refusedConnections = new LongAdder();

    @Bean
    NettyServerCustomizer authConnections(AuthSettings settings, ProxySettings proxies) {
        return HttpConnectionLimit.customizer(
                "auth",
                settings.http().maxConnections(),
                proxies.proxies(),
                refusedConnections::increment);
    }

    /** For the endpoints without a token; a client is known by its address. */
    @Bean
    JsonBodyReader<ClientNetwork> authPublicBodies(
            AuthSettings settings, ResponseWriter responses) {
        return settings.http().publicBodies(responses);
    }

    /** For the endpoints with a token; a client is known by its username. */
    @Bean
    JsonBodyReader<String> authBodies(AuthSettings settings, ResponseWriter responses) {
        return settings.http().bodies(responses);
    }

    @Bean
    ResponseWriter authResponses() {
        return new ResponseWriter();
    }

    @Bean
    MeterBinder authHttpMeters(
            JsonBodyReader<ClientNetwork> publicBodies, JsonBodyReader<String> bodies) {
        return meters -> {
            FunctionCounter.builder(
                            "paycast.auth.connections.refused",
                            refusedConnections,
                            LongAdder::doubleValue)
                    .description("Connections closed at once, because too many were open")
                    .register(meters);
            register(meters, "none", publicBodies);
            register(meters, "bearer", bodies);
        };
    }

    private static void register(MeterRegistry meters, String token, JsonBodyReader<?> bodies) {
        Gauge.builder("paycast.auth.requests.in.flight", bodies, it -> it.inFlight().requests())
                .description("Requests in progress, with or without a token")
                .tag("token", token)
                .register(meters);
        Gauge.builder("paycast.auth.body.bytes", bodies, it -> it.inFlight().bytes())
                .description("The memory of their bodies")
                .tag("token", token)
                .register(meters);
        FunctionCounter.builder("paycast.auth.requests.refused", bodies, JsonBodyReader::refused)
                .description("Requests refused because too many were in progress")
                .tag("token", token)
                .register(meters);
    }

    @Bean
    RouterFunction<ServerResponse> authDocs() {
        return DocsRoute.route();
    }
}
