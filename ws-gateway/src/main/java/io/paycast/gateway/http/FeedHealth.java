package io.paycast.gateway.http;

import io.paycast.gateway.feed.FeedStatus;
import io.paycast.gateway.feed.Feeds;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Readiness: out of service while a feed is not live, because sockets are refused. */
public final class FeedHealth implements HealthIndicator {

    private final Feeds feeds;

    public FeedHealth(Feeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public Health health() {
        var status = feeds.status();
        var health = status == FeedStatus.LIVE ? Health.up() : Health.outOfService();
        return health.withDetail("feed", status.name())
                .withDetail("lag", feeds.lag())
                .withDetail("paymentsAgeMillis", feeds.payments().age().toMillis())
                .withDetail("revocationsAgeMillis", feeds.revocations().age().toMillis())
                .build();
    }
}
