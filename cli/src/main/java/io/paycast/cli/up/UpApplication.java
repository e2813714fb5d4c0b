package io.paycast.cli.up;

import io.paycast.auth.AuthWiring;
import io.paycast.gateway.GatewayWiring;
import io.paycast.ingest.IngestWiring;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The three services in one Spring context, on one port. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {KafkaAutoConfiguration.class, ReactiveUserDetailsServiceAutoConfiguration.class})
@Import({IngestWiring.class, GatewayWiring.class, AuthWiring.class})
class UpApplication {

    /** Flyway waits for the database, so that everything before it starts in parallel. */
    @Bean
    FlywayConfigurationCustomizer upDatabaseReady(DatabaseReady ready) {
        return configuration -> ready.await();
    }

    /** Waits for PostgreSQL, which may still be starting. */
    interface DatabaseReady {
        void await();
    }
}
