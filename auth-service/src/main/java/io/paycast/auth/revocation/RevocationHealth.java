package io.paycast.auth.revocation;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports {@code OUT_OF_SERVICE} while revocations do not reach the gateways. Readiness ignores it:
 * logins work without Kafka, and the outbox keeps the revocations.
 */
public final class RevocationHealth implements HealthIndicator {

    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final RevocationPublisher publisher;

    public RevocationHealth(RevocationPublisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public Health health() {
        var age = publisher.age();
        var health = age.compareTo(MAX_AGE) < 0 ? Health.up() : Health.outOfService();
        return health.withDetail("ageMillis", age.toMillis()).build();
    }
}
