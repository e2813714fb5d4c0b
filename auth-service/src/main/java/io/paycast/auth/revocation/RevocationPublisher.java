package io.paycast.auth.revocation;

import io.paycast.auth.revocation.RevocationLog.RevocationLogException;
import io.paycast.auth.revocation.RevocationLog.TopicState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tells Kafka what the database says is revoked, until Kafka has it: at once after a revocation,
 * and every second for what another instance recorded and could not tell.
 *
 * <p>One thread. Of several instances one publishes at a time, under an advisory lock, so that an
 * older word on a key never overtakes a newer one; the rows themselves are not locked, so that
 * nobody who revokes waits for Kafka.
 */
public final class RevocationPublisher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RevocationPublisher.class);

    /** Any number that no other use of advisory locks in this database has. */
    private static final long LOCK = 0x7061796b65797322L;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final String PUBLISH_FAILED =
            "event=revocations-not-published retry=\"every second\" cause=\"{}\"";

    private final Revocations revocations;
    private final RevocationLog revocationLog;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    private volatile @Nullable Thread thread;
    private boolean topicReady;
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
        thread = started; // before it runs: it goes on for as long as it finds itself here
        started.start();
    }

    /** What is recorded and not told is told by the next start, or by another instance. */
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

    private void run() {
        try {
            while (thread == Thread.currentThread()) {
                publish();
                revocations.awaitRecorded(POLL_INTERVAL);
            }
        } catch (InterruptedException e) {
            log.debug("event=revocation-publisher-stopped");
        } finally {
            revocationLog.close();
        }
    }

    private void publish() throws InterruptedException {
        try {
            if (!topicReady) {
                if (revocationLog.createTopicIfAbsent() == TopicState.CREATED) {
                    log.info(
                            "event=revocations-topic-made again={}",
                            revocations.markAllUnpublished());
                }
                topicReady = true;
            }
            boolean more = true;
            while (more) {
                more = Boolean.TRUE.equals(transactions.execute(_ -> publishBatch()));
                throwIfInterrupted();
            }
            if (failing) {
                failing = false;
                log.info("event=revocations-published-again");
            }
        } catch (RevocationLogException | DataAccessException | TransactionException e) {
            reportOnce(() -> log.warn(PUBLISH_FAILED, e.getMessage()));
        } catch (RuntimeException e) {
            reportOnce(() -> log.error(PUBLISH_FAILED, e.getMessage(), e));
        }
    }

    /** Says so once, not every second. */
    private void reportOnce(Runnable report) throws InterruptedException {
        throwIfInterrupted();
        if (!failing) {
            failing = true;
            report.run();
        }
    }

    /** Whether there may be more. */
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
                log.info("event=revocations-published count={}", unpublished.size());
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
