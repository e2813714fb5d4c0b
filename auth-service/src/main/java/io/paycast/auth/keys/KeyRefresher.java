package io.paycast.auth.keys;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps {@link SigningKeys} fresh in the background, so that the JWK set is served from memory. A
 * signature reloads the keys itself if they are stale, so rotation does not depend on this thread.
 */
public final class KeyRefresher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRefresher.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final SigningKeys keys;
    private volatile @Nullable ScheduledExecutorService timer;

    public KeyRefresher(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public void start() {
        var started =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("auth-keys").daemon().factory());
        timer = started;
        started.scheduleWithFixedDelay(
                this::refresh, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        var running = timer;
        timer = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }

    private void refresh() {
        try {
            keys.reloadIfStale();
        } catch (RuntimeException e) {
            LOG.error("keys not reloaded cause=\"{}\"", e.getMessage(), e);
        }
    }
}
