package io.paycast.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every HTTP server of Paycast has, in the order in which a request passes it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpSettings.class)
public class HttpWiring {

    /** Checks the form of each request, and limits its time and size. */
    @Bean
    NettyServerCustomizer httpRequestGuard(HttpSettings settings, RefusedRequests refused) {
        return RequestGuard.customizer(settings, refused);
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
