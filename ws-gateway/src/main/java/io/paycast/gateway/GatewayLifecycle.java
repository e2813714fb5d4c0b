package io.paycast.gateway;

import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.feed.Feeds;
import io.paycast.gateway.feed.HeartbeatFeed;
import io.paycast.gateway.stats.GatewayStats;
import io.paycast.limits.ConnectionLimit;
import io.paycast.liveness.FatalError;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the feeds and drains the gateway on shutdown. The drain refuses new sockets, closes the
 * open ones in even steps, so that clients do not reach the other gateways all at once, and then
 * stops the feeds. It runs before the web server stops.
 */
final class GatewayLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayLifecycle.class);
    private static final long STATS_INTERVAL_SECONDS = 10;

    private final Feeds feeds;
    private final HeartbeatFeed heartbeats;
    private final Fanout fanout;
    private final ConnectionLimit places;
    private final GatewayStats stats;
    private final Duration drain;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("gateway-timer").daemon().factory());
    private volatile boolean running;
    private volatile boolean draining;

    GatewayLifecycle(
            Feeds feeds,
            HeartbeatFeed heartbeats,
            Fanout fanout,
            ConnectionLimit places,
            GatewayStats stats,
            Duration drain) {
        this.feeds = feeds;
        this.heartbeats = heartbeats;
        this.fanout = fanout;
        this.places = places;
        this.stats = stats;
        this.drain = drain;
    }

    @Override
    public void start() {
        running = true;
        feeds.start();
        heartbeats.start();
        timer.scheduleAtFixedRate(
                this::rotateStats,
                STATS_INTERVAL_SECONDS,
                STATS_INTERVAL_SECONDS,
                TimeUnit.SECONDS);
    }

    @Override
    public void stop() {
        draining = true;
        running = false;
        LOG.info("drain started connections={} duration={}", places.open(), drain);
        fanout.drain(drain);
        heartbeats.close();
        timer.shutdownNow();
        feeds.stop();
        fanout.close();
        LOG.info("drain finished connections={}", places.open());
    }

    /** An exception would end the timer. */
    private void rotateStats() {
        try {
            stats.rotate();
        } catch (RuntimeException e) {
            LOG.error("stats not rotated", e);
        } catch (Error e) {
            FatalError.exit(e);
        }
    }

    /** Whether the drain has started, so that new sockets are refused. */
    boolean isDraining() {
        return draining;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
