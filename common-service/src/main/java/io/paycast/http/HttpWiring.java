package io.paycast.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** What every HTTP server of Paycast has, in the order in which a request passes it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpSettings.class)
public class HttpWiring {

    /**
     * Checks the form of each request, and limits its time and size.
     *
     * @param maxLine the server's limit of a request line; the default is Reactor Netty's
     * @param maxFields the server's limit of header fields; the default is Spring Boot's
     */
    @Bean
    NettyServerCustomizer httpRequestGuard(
            HttpSettings settings,
            @Value("${server.netty.max-initial-line-length:4KB}") DataSize maxLine,
            @Value("${server.max-http-request-header-size:8KB}") DataSize maxFields,
            RefusedRequests refused) {
        return RequestGuard.customizer(settings, new HeadLimits(maxLine, maxFields), refused);
    }

    @Bean
    RefusedRequests httpRefusedRequests() {
        return new RefusedRequests();
    }

    @Bean
    MeterBinder httpRefusedRequestsMeter(RefusedRequests refused) {
        return meters -> {
            for (var refusal : RequestRefusal.values()) {
                FunctionCounter.builder("paycast.http.refused", refused, it -> it.count(refusal))
                        .description("Requests refused before they reached an endpoint")
                        .tag("reason", refusal.tag())
                        .register(meters);
            }
        };
    }

    @Bean
    HeadAsGetFilter httpHeadRequests() {
        return new HeadAsGetFilter();
    }

    /** Responds to what no endpoint handles. */
    @Bean
    ProblemErrorHandler httpErrors() {
        return new ProblemErrorHandler();
    }
}
