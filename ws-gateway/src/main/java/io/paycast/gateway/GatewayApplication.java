package io.paycast.gateway;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import reactor.netty.ReactorNetty;

/** The gateway as a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(GatewayWiring.class)
public class GatewayApplication {

    /** Runs until it is told to stop. */
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
                        // it would print what strangers send and no server understands
                        "logging.level.reactor.netty.http.server.HttpServerOperations",
                        "error"));
        application.run(arguments);
    }

    /** Not four at the least, as Reactor Netty has; its own flag wins. docs/decisions/025. */
    static void useOneEventLoopPerCore() {
        if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
            int cores = Runtime.getRuntime().availableProcessors();
            System.setProperty(ReactorNetty.IO_WORKER_COUNT, Integer.toString(cores));
        }
    }
}
