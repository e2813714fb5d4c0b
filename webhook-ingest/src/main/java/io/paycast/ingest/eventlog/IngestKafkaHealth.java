package io.paycast.ingest.eventlog;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Tells a load balancer to send webhooks elsewhere while Kafka does not answer from here. */
public final class IngestKafkaHealth implements HealthIndicator {

    private final KafkaLink link;

    public IngestKafkaHealth(KafkaLink link) {
        this.link = link;
    }

    @Override
    public Health health() {
        var health = link.isWell() ? Health.up() : Health.outOfService();
        var lastAnswer = link.lastAnswer();
        return lastAnswer == null
                ? health.build()
                : health.withDetail("lastAnswer", lastAnswer).build();
    }
}
