package io.paycast.console;

import io.paycast.console.demo.DemoShop;
import io.paycast.console.demo.DemoShopOptions;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The front page and the demo shop. Only {@code paycast up} imports it, with a bean {@link
 * DemoShopOptions}: no other service has these pages.
 */
@Configuration(proxyBeanMethods = false)
public class ConsoleWiring {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @Bean
    Pages consolePages() {
        return new Pages();
    }

    @Bean
    RouterFunction<ServerResponse> consoleRoutes(Pages pages) {
        return pages.routes();
    }

    /** The JDK's client, because it trusts the certificate of {@code paycast up --tls}. */
    @Bean(defaultCandidate = false, destroyMethod = "shutdownNow")
    HttpClient consoleHttp() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Bean
    RouterFunction<ServerResponse> demoShop(
            Pages pages, DemoShopOptions options, @Qualifier("consoleHttp") HttpClient http) {
        return DemoShop.create(pages, options, http).routes();
    }
}
