package io.paycast.ingest;

import static java.util.Map.entry;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Runs webhook ingest as a process of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration(exclude = KafkaAutoConfiguration.class)
@Import(IngestWiring.class)
public class IngestApplication {

    private static final Map<String, Object> DEFAULTS =
            Map.ofEntries(
                    entry("server.port", 8081),
                    entry("server.shutdown", "graceful"),
                    entry("spring.application.name", "paycast-ingest"),
                    entry("spring.lifecycle.timeout-per-shutdown-phase", "15s"),
                    entry("spring.main.banner-mode", "off"),
                    // KafkaMonitor logs each outage and each recovery once
                    entry("logging.level.org.apache.kafka", "warn"),
                    entry("logging.level.org.apache.kafka.clients.NetworkClient", "error"),
                    // It would log the bytes of malformed requests
                    entry("logging.level.reactor.netty.http.server.HttpServerOperations", "error"),
                    entry("management.endpoint.health.probes.enabled", true),
                    entry(
                            "management.endpoint.health.group.readiness.include",
                            "readinessState,ingestKafka"));

    /** Starts the service with settings from the environment. */
    public static void main(String[] args) {
        application().run(args);
    }

    static SpringApplication application() {
        var application = new SpringApplication(IngestApplication.class);
        application.setDefaultProperties(DEFAULTS);
        return application;
    }
}
