package io.paycast.ingest.eventlog;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells a load balancer to send webhooks elsewhere while Kafka does not answer from here. */
public final class IngestKafkaHealth implements HealthIndicator {

    private final KafkaMonitor monitor;

    public IngestKafkaHealth(KafkaMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Health health() {
        var health = monitor.isHealthy() ? Health.up() : Health.outOfService();
        var lastAnswer = monitor.lastAnswer();
        return lastAnswer == null
                ? health.build()
                : health.withDetail("lastAnswer", lastAnswer).build();
    }
}
