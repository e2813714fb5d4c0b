package io.paycast.gateway;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import reactor.netty.ReactorNetty;

/** The gateway as a standalone process. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(GatewayWiring.class)
public class GatewayApplication {

    /** Runs until the process receives a signal to stop. */
    public static void main(String[] arguments) {
        useOneEventLoopPerCore();
        var application = new SpringApplication(GatewayApplication.class);
        application.setDefaultProperties(
                Map.of(
                        "server.port",
                        "8082",
                        "spring.main.banner-mode",
                        "off",
                        "logging.level.org.apache.kafka",
                        "warn",
                        // It would log invalid requests from anyone.
                        "logging.level.reactor.netty.http.server.HttpServerOperations",
                        "error"));
        application.run(arguments);
    }

    /** Replaces Reactor Netty's minimum of four unless its flag is set; see docs/decisions/025. */
    static void useOneEventLoopPerCore() {
        if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
            int cores = Runtime.getRuntime().availableProcessors();
            System.setProperty(ReactorNetty.IO_WORKER_COUNT, Integer.toString(cores));
        }
    }
}
