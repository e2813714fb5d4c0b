package io.paycast.auth.revocation;

import io.paycast.auth.revocation.RevocationLog.Found;
import io.paycast.auth.revocation.RevocationLog.RevocationLogException;
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

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final String NOT_PUBLISHED =
            "event=revocations-not-published retry=\"every second\" cause=\"{}\"";

    private final Revocations revocations;
    private final RevocationLog kafka;
    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    private volatile @Nullable Thread thread;
    private boolean open;
    private boolean failing;

    public RevocationPublisher(
            Revocations revocations,
            RevocationLog kafka,
            JdbcClient jdbc,
            TransactionOperations transactions) {
        this.revocations = revocations;
        this.kafka = kafka;
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public void start() {
        var begun = Thread.ofPlatform().name("auth-revocations").daemon().unstarted(this::run);
        thread = begun; // before it runs: it goes on for as long as it finds itself here
        begun.start();
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
                revocations.awaitRecorded(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            log.debug("event=revocation-publisher-stopped");
        } finally {
            kafka.close();
        }
    }

    private void publish() throws InterruptedException {
        try {
            if (!open) {
                if (kafka.open() == Found.NEWLY_MADE) {
                    log.info(
                            "event=revocations-topic-made again={}", revocations.publishAllAgain());
                }
                open = true;
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
            failed(() -> log.warn(NOT_PUBLISHED, e.getMessage()));
        } catch (RuntimeException e) {
            failed(() -> log.error(NOT_PUBLISHED, e.getMessage(), e));
        }
    }

    /** Says so once, not every second. */
    private void failed(Runnable say) throws InterruptedException {
        throwIfInterrupted();
        if (!failing) {
            failing = true;
            say.run();
        }
    }

    /** Whether there may be more. */
    private boolean publishBatch() {
        boolean mine =
                jdbc.sql("select pg_try_advisory_xact_lock(?)")
                        .param(LOCK)
                        .query(Boolean.class)
                        .single();
        if (!mine) {
            return false;
        }
        var untold = revocations.unpublished(BATCH);
        var outlived = revocations.outlived(BATCH);
        try {
            if (!untold.isEmpty()) {
                kafka.tell(untold.stream().map(Revocations.Unpublished::revocation).toList());
                untold.forEach(revocations::published);
                log.info("event=revocations-published count={}", untold.size());
            }
            if (!outlived.isEmpty()) {
                kafka.forget(outlived);
                outlived.forEach(revocations::forget);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RevocationLogException("interrupted", e);
        }
        return Math.max(untold.size(), outlived.size()) == BATCH;
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
