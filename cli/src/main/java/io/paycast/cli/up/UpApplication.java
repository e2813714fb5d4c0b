package io.paycast.cli.up;

import io.paycast.auth.AuthWiring;
import io.paycast.console.ConsoleWiring;
import io.paycast.console.demo.DemoShopOptions;
import io.paycast.gateway.GatewayWiring;
import io.paycast.ingest.IngestSettings;
import io.paycast.ingest.IngestWiring;
import io.paycast.tabby.TabbyOptions;
import io.paycast.tabby.TabbyWiring;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The three services, the emulator of Tabby and the web pages in one Spring context, on one port.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
        exclude = {KafkaAutoConfiguration.class, ReactiveUserDetailsServiceAutoConfiguration.class})
@Import({
    IngestWiring.class,
    GatewayWiring.class,
    AuthWiring.class,
    TabbyWiring.class,
    ConsoleWiring.class
})
class UpApplication {

    /** Flyway waits for the database, so that everything before it starts in parallel. */
    @Bean
    FlywayConfigurationCustomizer upDatabaseReady(DatabaseReady ready) {
        return configuration -> ready.await();
    }

    /** The emulator sends the webhooks of all its merchants to this process's ingest. */
    @Bean
    TabbyOptions upTabby(UpOptions options, IngestSettings ingest) {
        return LocalTabby.emulator(options, ingest);
    }

    @Bean
    DemoShopOptions upDemoShop(UpOptions options, LocalSecrets secrets, Environment settings) {
        return LocalTabby.demoShop(options, secrets, settings);
    }

    /** Waits for PostgreSQL, which may still be starting. */
    interface DatabaseReady {
        void await();
    }
}
