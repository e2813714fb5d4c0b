package io.paycast.auth;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Runs the auth service in a process of its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@Import(AuthWiring.class)
public class AuthApplication {

    /** The defaults of a process of its own; the environment overrides them. */
    static final Map<String, Object> DEFAULTS =
            Map.of(
                    "spring.application.name", "paycast-auth",
                    "spring.main.banner-mode", "off",
                    "server.port", "8083",
                    "spring.datasource.url", "jdbc:postgresql://localhost:5432/paycast",
                    "spring.kafka.bootstrap-servers", "localhost:9092",
                    "management.endpoint.health.probes.enabled", "true",
                    "management.endpoint.health.group.readiness.include", "readinessState,db",
                    // RevocationPublisher logs Kafka's failures once; its clients repeat them
                    "logging.level.org.apache.kafka", "ERROR",
                    // keeps the bytes of malformed requests out of the log
                    "logging.level.reactor.netty.http.server.HttpServerOperations", "ERROR");

    /** Starts the service. */
    public static void main(String[] args) {
        var application = new SpringApplication(AuthApplication.class);
        application.setDefaultProperties(DEFAULTS);
        application.run(args);
    }
}
