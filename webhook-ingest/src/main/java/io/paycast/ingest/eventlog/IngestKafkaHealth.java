package io.paycast.ingest.eventlog;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports {@code OUT_OF_SERVICE} while Kafka is unavailable, so that no webhooks are routed here.
 */
public final class IngestKafkaHealth implements HealthIndicator {

    private final KafkaMonitor monitor;

    public IngestKafkaHealth(KafkaMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Health health() {
        var health = monitor.isHealthy() ? Health.up() : Health.outOfService();
        var lastSuccess = monitor.lastSuccess();
        return lastSuccess == null
                ? health.build()
                : health.withDetail("lastAnswer", lastSuccess).build();
    }
}
