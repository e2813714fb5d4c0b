package io.paycast.tabby;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The emulator in a WebFlux application, which has a bean of {@link TabbyOptions}. */
@Configuration(proxyBeanMethods = false)
public class TabbyWiring {

    @Bean
    TabbyEmulator tabbyEmulator(TabbyOptions options) {
        return TabbyEmulator.unbound(options);
    }

    @Bean
    RouterFunction<ServerResponse> tabbyRoutes(TabbyEmulator emulator) {
        return emulator.routes();
    }
}
