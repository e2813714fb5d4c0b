package io.paycast.auth.revocation;

import io.paycast.auth.revocation.RevocationLog.RevocationLogException;
import io.paycast.liveness.FatalError;
import io.paycast.liveness.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Publishes revocations from the outbox table to Kafka, in order per key (transactional outbox). It
 * publishes at once after a revocation by this instance, and every second for other instances'
 * revocations that are still unpublished. If the topic was deleted and created again, it publishes
 * all revocations that have not expired; so it does after a start, which may follow such a loss.
 *
 * <p>It runs one thread. An advisory lock lets one instance publish at a time, so that an older
 * revocation of a key never overtakes a newer one. The rows are not locked, so that a request that
 * revokes never waits for Kafka.
 */
public final class RevocationPublisher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationPublisher.class);

    /** The id of the advisory lock; unique in this database. */
    private static final long LOCK = 0x7061796b65797322L;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final long TOPIC_CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int BATCH = 500;
    private static final String PUBLISH_FAILED =
            "revocations not published retryEvery=1s cause=\"{}\"";

    private final Revocations revocations;
    private final RevocationLog revocationLog;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    private volatile @Nullable Thread thread;
    private final Progress progress = new Progress(System::nanoTime);
    private Uuid topicId = Uuid.ZERO_UUID;
    private long topicCheckedAtNanos;
    private boolean failing;

    public RevocationPublisher(
            Revocations revocations,
            RevocationLog revocationLog,
            JdbcClient jdbc,
            TransactionOperations transactions) {
        this.revocations = revocations;
        this.revocationLog = revocationLog;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public void start() {
        var started = Thread.ofPlatform().name("auth-revocations").daemon().unstarted(this::run);
        thread = started; // set first, because run() ends when it is not the current thread
        started.start();
    }

    /** Stops; the next start or another instance publishes what is still unpublished. */
    @Override
    public void stop() {
        var running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(Duration.ofSeconds(3));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** The age of the last round that left nothing unpublished; any thread. */
    public Duration age() {
        return progress.age();
    }

    private void run() {
        try {
            while (thread == Thread.currentThread()) {
                publish();
                revocations.awaitRecorded(POLL_INTERVAL);
            }
        } catch (InterruptedException e) {
            LOG.debug("revocation publisher stopped");
        } catch (Error e) {
            FatalError.exit(e);
        } finally {
            revocationLog.close();
        }
    }

    private void publish() throws InterruptedException {
        try {
            ensureTopic();
            boolean more = true;
            while (more) {
                more = Boolean.TRUE.equals(transactions.execute(_ -> publishBatch()));
                throwIfInterrupted();
            }
            progress.roundCompleted();
            if (failing) {
                failing = false;
                LOG.info("revocations published again");
            }
        } catch (RevocationLogException | DataAccessException | TransactionException e) {
            reportOnce(() -> LOG.warn(PUBLISH_FAILED, e.getMessage()));
        } catch (RuntimeException e) {
            reportOnce(() -> LOG.error(PUBLISH_FAILED, e.getMessage(), e));
        }
    }

    private void ensureTopic() throws InterruptedException {
        long nowNanos = System.nanoTime();
        if (!topicId.equals(Uuid.ZERO_UUID) && nowNanos - topicCheckedAtNanos < TOPIC_CHECK_NANOS) {
            return;
        }
        var found = revocationLog.ensureTopic();
        if (!found.equals(topicId)) {
            int count = revocations.markAllUnpublished();
            LOG.info("revocations topic found topicId={} republished={}", found, count);
            topicId = found;
        }
        topicCheckedAtNanos = nowNanos;
    }

    /** Logs the first of several failures in a row. */
    private void reportOnce(Runnable report) throws InterruptedException {
        throwIfInterrupted();
        if (!failing) {
            failing = true;
            report.run();
        }
    }

    /** Publishes and purges one batch; returns whether there may be more. */
    private boolean publishBatch() {
        boolean locked =
                jdbc.sql("select pg_try_advisory_xact_lock(?)")
                        .param(LOCK)
                        .query(Boolean.class)
                        .single();
        if (!locked) {
            return false;
        }
        var unpublished = revocations.unpublished(BATCH);
        var expired = revocations.expired(BATCH);
        try {
            if (!unpublished.isEmpty()) {
                revocationLog.publish(
                        unpublished.stream().map(Revocations.Unpublished::revocation).toList());
                unpublished.forEach(revocations::markPublished);
                LOG.info("revocations published count={}", unpublished.size());
            }
            if (!expired.isEmpty()) {
                revocationLog.purge(expired);
                expired.forEach(revocations::purge);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RevocationLogException("interrupted", e);
        }
        return Math.max(unpublished.size(), expired.size()) == BATCH;
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
