package io.paycast.gateway;

import io.paycast.gateway.feed.FeedStatus;
import io.paycast.gateway.feed.PaymentFeed;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Not ready until the feed has caught up. */
final class FeedHealth implements HealthIndicator {

    private final PaymentFeed feed;

    FeedHealth(PaymentFeed feed) {
        this.feed = feed;
    }

    @Override
    public Health health() {
        var status = feed.status();
        var health = status == FeedStatus.LIVE ? Health.up() : Health.outOfService();
        return health.withDetail("feed", status.name()).withDetail("lag", feed.lag()).build();
    }
}
