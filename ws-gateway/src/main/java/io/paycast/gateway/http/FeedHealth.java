package io.paycast.gateway.http;

import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.feed.FeedStatus;
import io.paycast.gateway.feed.Feeds;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Readiness: out of service while a feed is not live, because sockets are refused. The age of the
 * issuer's keys is shown, but decides nothing: they are valid for hours without the issuer.
 */
public final class FeedHealth implements HealthIndicator {

    private final Feeds feeds;
    private final TokenVerifier verifier;

    public FeedHealth(Feeds feeds, TokenVerifier verifier) {
        this.feeds = feeds;
        this.verifier = verifier;
    }

    @Override
    public Health health() {
        var status = feeds.status();
        var health = status == FeedStatus.LIVE ? Health.up() : Health.outOfService();
        return health.withDetail("feed", status.name())
                .withDetail("lag", feeds.lag())
                .withDetail("paymentsAgeMillis", feeds.payments().age().toMillis())
                .withDetail("revocationsAgeMillis", feeds.revocations().age().toMillis())
                .withDetail("issuerKeysAgeMillis", verifier.keysAge().toMillis())
                .build();
    }
}
