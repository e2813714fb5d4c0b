package io.paycast.gateway.access;

import io.paycast.limits.SlidingWindow;
import io.paycast.liveness.FatalError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issuer's public keys. A thread of their own fetches them when a token first needs them, every
 * five minutes from then on, and for an unknown key id, at most twice in ten seconds. They stay
 * valid for up to four hours if the issuer is unavailable. Thread-safe; no method blocks.
 */
final class IssuerKeys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);

    private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(5);
    private static final Duration MAX_AGE = Duration.ofHours(4);
    private static final int MAX_FETCHES = 2;
    private static final Duration FETCH_WINDOW = Duration.ofSeconds(10);

    /**
     * All requests of a fetch together; the timeouts of {@link KeyLocation} limit one read each.
     */
    private static final Duration MAX_FETCH = Duration.ofSeconds(8);

    private final KeyLocation location;
    private final LongSupplier nowMillis;
    private final Duration maxFetch;
    private final SlidingWindow fetches = new SlidingWindow(MAX_FETCHES, FETCH_WINDOW);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("issuer-keys").daemon().factory());

    private volatile Fetched fetched;
    private @Nullable CompletableFuture<Boolean> running;
    private boolean succeeded;
    private boolean failing;
    private volatile boolean scheduled;

    /**
     * What was last fetched, and when. Before the first success it is empty, and as old as the need
     * for it.
     */
    private record Fetched(KeySet keys, long atMillis) {}

    IssuerKeys(KeyLocation location) {
        this(location, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), MAX_FETCH);
    }

    /**
     * @param nowMillis a clock that is never set, in milliseconds
     * @param maxFetch how long a fetch may take, with its retry
     */
    IssuerKeys(KeyLocation location, LongSupplier nowMillis, Duration maxFetch) {
        this.location = location;
        this.nowMillis = nowMillis;
        this.maxFetch = maxFetch;
        this.fetched = new Fetched(KeySet.EMPTY, nowMillis.getAsLong());
    }

    /** The keys in memory; empty if they were never fetched, or too long ago. */
    KeySet current() {
        var latest = fetched;
        boolean tooOld = nowMillis.getAsLong() - latest.atMillis >= MAX_AGE.toMillis();
        return tooOld ? KeySet.EMPTY : latest.keys;
    }

    /**
     * Fetches the keys again, unless that happened too often just now. The future completes with
     * whether the issuer responded to the latest fetch, so that a key which is still unknown then
     * is not the issuer's.
     */
    synchronized CompletableFuture<Boolean> refresh() {
        if (running != null) {
            return running.copy();
        }
        if (thread.isShutdown() || !fetches.tryAcquire(nowMillis.getAsLong())) {
            return CompletableFuture.completedFuture(succeeded);
        }
        if (!scheduled) {
            fetched = new Fetched(KeySet.EMPTY, nowMillis.getAsLong());
        }
        running = CompletableFuture.supplyAsync(this::fetch, thread);
        if (!scheduled) {
            scheduled = true;
            long millis = REFRESH_INTERVAL.toMillis();
            thread.scheduleWithFixedDelay(this::fetch, millis, millis, TimeUnit.MILLISECONDS);
        }
        return running.copy();
    }

    /** The time since the keys were last fetched; zero until a token first needs them. */
    Duration age() {
        return scheduled
                ? Duration.ofMillis(nowMillis.getAsLong() - fetched.atMillis)
                : Duration.ZERO;
    }

    @Override
    public synchronized void close() {
        thread.shutdownNow();
    }

    private boolean fetch() {
        try {
            var keys = fetchInTime();
            var before = fetched.keys;
            fetched = new Fetched(keys, nowMillis.getAsLong());
            if (keys.ignored() > 0 && keys.ignored() != before.ignored()) {
                LOG.warn(
                        "issuer has unusable keys usable={} ignored={}",
                        keys.keys().size(),
                        keys.ignored());
            }
            finished(true, "");
            return true;
        } catch (IOException | RuntimeException e) {
            finished(false, String.valueOf(e.getMessage()));
            return false;
        } catch (Error e) {
            FatalError.exit(e); // the periodic fetch would end with it
            throw e;
        }
    }

    /** The thread that reads is virtual, because an interrupt then closes its connection. */
    private KeySet fetchInTime() throws IOException {
        var task = new FutureTask<>(this::fetchWithRetry);
        Thread.ofVirtual().name("issuer-keys-request").start(task);
        try {
            return task.get(maxFetch.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("The response took more than %s.".formatted(maxFetch), e);
        } catch (ExecutionException e) {
            FatalError.exitIfError(e);
            var cause = e.getCause();
            throw new IOException(cause == null ? "" : cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The gateway shuts down.", e);
        } finally {
            task.cancel(true);
        }
    }

    /** Retries once, because the first attempt may use a connection that the issuer has closed. */
    private KeySet fetchWithRetry() throws IOException {
        try {
            return location.fetch();
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.debug("issuer keys not fetched at the first attempt", e);
            return location.fetch();
        }
    }

    private synchronized void finished(boolean success, String cause) {
        if (!success && !failing) {
            LOG.warn("issuer keys not fetched cause=\"{}\"", cause);
        } else if (success && !succeeded) {
            LOG.info("issuer keys fetched usable={}", fetched.keys.keys().size());
        }
        succeeded = success;
        failing = !success;
        running = null;
    }
}
