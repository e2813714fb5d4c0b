package io.paycast.auth;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The auth service on its own. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ReactiveUserDetailsServiceAutoConfiguration.class)
@Import(AuthWiring.class)
public class AuthApplication {

    /** What holds for a process of its own, unless the environment says otherwise. */
    static final Map<String, Object> DEFAULTS =
            Map.of(
                    "spring.application.name", "paycast-auth",
                    "spring.main.banner-mode", "off",
                    "server.port", "8083",
                    // the client's address is judged by paycast.trusted-proxies alone
                    "server.forward-headers-strategy", "none",
                    "spring.datasource.url", "jdbc:postgresql://localhost:5432/paycast",
                    "spring.kafka.bootstrap-servers", "localhost:9092",
                    "management.endpoint.health.probes.enabled", "true",
                    "management.endpoint.health.group.readiness.include", "readinessState,db",
                    // the admin and producer clients tell at INFO and WARN what the publisher tells
                    "logging.level.org.apache.kafka", "ERROR",
                    // it would print what strangers send and no server understands
                    "logging.level.reactor.netty.http.server.HttpServerOperations", "ERROR");

    /** Starts it. */
    public static void main(String[] args) {
        var application = new SpringApplication(AuthApplication.class);
        application.setDefaultProperties(DEFAULTS);
        application.run(args);
    }
}
